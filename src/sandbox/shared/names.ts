/** Given names, some with letters outside ASCII; their plain forms are all different. */
export const FIRST_NAMES: readonly string[] = (
  'Ada Aïsha Alan Alice Amélie André Anna Ann Anton Beatriz Ben Björn Carla Chen Chloé Dana ' +
  'Daniel David Diego Elena Elif Emil Emma Erik Fatima Felix Finn Freya Gita Grace Hana Hugo ' +
  'Ida Ines Ivan Jana Jonas José Julia Kai Karim Lars Laura Lea Leo Łukasz Maja Marco María ' +
  'Mei Mila Nadia Niko Noor Olga Omar Oscar Petra Priya Rosa Ruth Samir Sara Sofia Tariq Theo ' +
  'Uma Ursula Vera Victor Wanda Xenia Yara Yusuf Zoë'
).split(' ');

/** Family names, some a prefix of another; their plain forms are all different. */
export const LAST_NAMES: readonly string[] = (
  'Abel Adeyemi Aguilar Ahmed Almeida Andersson Bakker Banerjee Bauer Becker Bergström ' +
  'Bianchi Brandt Brown Browne Byrne Campbell Castillo Černý Chandra Clark Costa Cruz Dahl ' +
  'Das Dubois Dupont Eriksen Evans Farouk Fernández Ferrari Fischer Fontaine Foster Fournier ' +
  'Fujita García Gruber Gupta Haddad Hansen Hernández Hoang Hoffmann Horváth Hughes Ibrahim ' +
  'Ito Ivanov Jansen Jensen Johansson Jones Kaplan Kapoor Keller Khan Kim Klein Kovač ' +
  'Kowalski Kumar Lambert Larsen Laurent Lee Lehmann Lindqvist López Lovelace Maier Martin ' +
  'Martínez Mensah Meyer Moreau Moretti Müller Murphy Nakamura Navarro Nguyen Nielsen Novák ' +
  "Nowak Núñez O'Brien Okafor Olsen Oliveira Ortega Papadopoulos Park Patel Pereira Petrov " +
  'Popescu Quinn Rahman Ramírez Rao Reyes Ribeiro Ricci Richter Rossi Roux Ruiz Sato Schmidt ' +
  'Schneider Schulz Sharma Silva Singh Smith Sørensen Suzuki Takahashi Tan Torres Turner ' +
  'Vargas Vasquez Wagner Walker Wang Weber Wilson Wójcik Wong Yamamoto Yilmaz Young ' +
  'Zimmermann'
).split(' ');

/** E-mail domains of the companies that people work for; the first is the largest. */
export const COMPANY_DOMAINS: readonly string[] = [
  'acme.example',
  'acme-labs.example',
  'bluefin.example',
  'cedarworks.example',
  'deltaforge.example',
  'evergreen.example',
  'fjordline.example',
  'granite.example',
  'harborlight.example',
  'ironwood.example',
  'juniper.example',
  'kestrel.example',
];
