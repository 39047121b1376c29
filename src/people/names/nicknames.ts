/**
 * Given names and the short forms that people use at work, a line for each name. A form may stand in
 * several lines: "alex" is Alexander and Alexandra, who are not each other. Collected for this project.
 */
const LINES = `
abigail abby abbie gail
adam ad
adelaide addie heidi
agnes aggie nessa
albert al bert bertie
albrecht al
aleksander aleksandr alexander alex sasha sascha xander alec alek sandy olek
aleksandra alexandra alex sasha sandra lexi sandy ola
alejandro alex ale jandro
alfred al alf fred freddy
alison alice ali
amanda mandy
amelia amy millie
anastasia nastya stacy ana
andrew andy drew
andreas andi andy
andrea andi
andrzej jedrek
angela angie
ann anne anna annie nan nancy
antonio antony anthony anton tony toni
antonia toni
arthur art artie
augustus augustine gus augie
barbara barb babs basia
bartholomew bart
beatrice bea trixie
benedict ben
benjamin ben benny benji
bernard bernie
bernhard bernd
bradley brad
cameron cam
caroline carolyn carrie caro
carolina caro
catherine katherine kathryn katharina katarzyna kate katie kathy cathy kat kit kasia
charles charlie chuck chas karl
charlotte lottie charlie
christian chris
christina christine tina chris chrissy krystyna
christopher chris kit topher
claudia claudi
clifford cliff
constance connie
cornelius neil con
daniel dan danny
daniela danielle dani
david dave davey
deborah debra deb debbie
dennis den
dmitri dmitry dima mitya
dominic dominik dom nick
donald don donnie
dorothy dot dottie dolly
douglas doug
edmund ed ned ted
eduardo edu lalo
edward ed eddie ted ned teddy
ekaterina katya kate
eleanor ellie nell nora
elena lena
elizabeth elisabeth liz beth lizzie betty eliza lisa libby bess ela
emily em emmy
emma em
erich rick
eugene gene zhenya
evgeny zhenya eugene
ferdinand ferdi fred
fernando fer nando
florence flo
frances fran francie
francis frank fran
francisco paco pancho fran
franziska franzi
frederick fred freddy fritz rick friedrich
gabriel gabe
gabriele gabriela gabi gaby
geoffrey jeffrey geoff jeff
george georg georgie jorge
gerald gerry jerry
gerard gerry
gertrude trudy gert
giovanni gianni nanni
giuseppe beppe peppe
grace gracie
gregory greg grzegorz
guadalupe lupe
guillermo memo guille
gwendolyn gwen
hannah hanna
harold harry hal
harriet hattie
heinrich heinz heiner
helen helena nell lena
henry harry hank hal
herbert herb bert
howard howie
hubert bert
hugh hughie
ignacio nacho
irene rena
isaac ike zac
isabel isabella isabelle bella izzy belle
ivan vanya
jacob jake jakob
jacqueline jackie
james jim jimmy jamie
jan janek
jane janie jenny
janet jan
jason jay
jennifer jen jenny jenn
jeremy jerry jem
jerome jerry
jessica jess jessie
jesus chuy
joachim achim jochen
joan joanie
joanna joanne jo asia
johann johannes hans hannes jo
john jon johnny jack
jonathan jon jonny nathan
joseph joe joey jo jozef
jose pepe
josephine jo josie
joshua josh
juan juanito
judith judy
julia jule julie
julian jules
karen kari
karoline caroline line
kenneth ken kenny
kevin kev
kimberly kim
klaus nikolaus claus
konstantin kostya
kristin kristina kris tina
lawrence laurence larry lars laurie
leo leon leonard leonardo lenny len
lillian lilian lily lil
linda lin
louis lou louie ludwig
louise lou
lucas lukas luke lukasz
lucia lucy
luis lucho
madeleine maddie madeline
magdalena magda lena
malgorzata gosia margaret
manuel manny manolo
manuela manu
marcus markus mark marc
margaret maggie meg peggy greta marge rita daisy margarethe
maria mary marie mia molly polly masha
mariana mari
martin marty
martha patty mattie
matthew matt matty mateusz matthias
maurice mo
maxim maximilian max
maximo max
megan meg
melanie mel
melissa mel missy lissa
michael mike mick mickey mikey michal michel misha mikhail
miguel mike
michelle shelly
mildred millie
mohammed muhammad mohamed mo
monica monika moni
nadezhda nadya
natalie natalia nat natasha
nathan nathaniel nate nat
nicholas nicolas nick nicky nico nikolai klaus kolya
nicole nicky nikki
norman norm
oliver olly ollie
olivia liv livvy
oscar ossie
pamela pam
patricia pat patty trish tricia
patrick pat paddy rick
paul pauly pavel
paula paulie
penelope penny
peter pete piotr pyotr
philip phillip phil pip
rachel rae
raymond ray
rebecca becky becca
regina gina
reginald reg reggie
richard rick dick richie rich ricky
robert rob bob bobby robbie bert
roberta bobbie
roberto beto rob
rodney rod
roger rog
roland rolly
ronald ron ronnie
rosemary rose rosie
roxanne roxy
rudolf rudolph rudi rudy
rupert bert
russell russ rusty
ruth ruthie
samantha sam sammy
samuel sam sammy
sarah sally sadie sara
sebastian seb basti bastian
sergei sergey seryozha
serafina fina
sharon shari
sidney syd sid
simon si
sofia sophia sophie sonya
solomon sol
stanley stan stanislaw
stephanie steph stefanie steffi
stephen steven steve stefan stevie
stewart stuart stu
susan suzanne sue suzie susie
svetlana sveta
sylvia sylvie
tatiana tanya
terence terrence terry
teresa theresa terry tess tessa
thaddeus tad
theodore ted teddy theo
theodor theo
thomas tom tommy tomasz
timothy tim timmy
tobias toby tobi
ulrich uli ulli
ulrike uli ulli rike
valentina tina val
valerie val
vanessa nessa
veronica ronnie vera
victor vic viktor
victoria vicky tori vic
vincent vince vinny
virginia ginny
vladimir vlad volodya vova
walter walt wally
wilhelm willi willy helm
william bill will billy willie liam
winifred winnie
wolfgang wolf
xavier xavi
yvonne vonnie
zachary zach zack zac
`;

const groupsByForm = new Map<string, Set<number>>();
const formsByGroup = LINES.trim()
  .split('\n')
  .map((line) => line.split(' '));
for (const [index, forms] of formsByGroup.entries()) {
  for (const form of forms) {
    const groups = groupsByForm.get(form) ?? new Set();
    groupsByForm.set(form, groups.add(index));
  }
}

/** Whether two folded given names are forms of one name. */
export function areNicknames(left: string, right: string): boolean {
  const groups = groupsByForm.get(left);
  const others = groupsByForm.get(right);
  if (groups === undefined || others === undefined) return false;
  return [...groups].some((group) => others.has(group));
}

/** Every form of the names that a folded given name is a form of; none for a name that is not in the table. */
export function formsOf(name: string): readonly string[] {
  return [...(groupsByForm.get(name) ?? [])].flatMap((group) => formsByGroup[group] ?? []);
}

/** Whether a folded given name is in the table: two such names that look alike are still two names. */
export function isKnownName(name: string): boolean {
  return groupsByForm.has(name);
}
