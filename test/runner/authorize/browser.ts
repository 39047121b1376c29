/** What a person sees in a browser; no code of the client's is shared. */
export interface Page {
  readonly status: number;
  readonly text: string;
}

/** Opens the vendor's page and clicks a button; gives the address to which the browser is sent back. */
export async function click(pageUrl: string, words: string): Promise<URL> {
  const shown = await fetch(pageUrl, {headers: {accept: 'text/html'}});
  const html = await shown.text();
  if (shown.status !== 200) throw new Error(`the vendor's page: ${shown.status} ${html}`);
  const form = new URLSearchParams();
  for (const [, name = '', value = ''] of html.matchAll(
    /<input type="hidden" name="([^"]*)" value="([^"]*)">/g,
  )) {
    form.append(unescape(name), unescape(value));
  }
  const button = [...html.matchAll(/<button name="([^"]*)" value="([^"]*)">([^<]*)</g)].find(
    ([, , , shownWords]) => shownWords === words,
  );
  if (!button) throw new Error(`no button "${words}" in ${html}`);
  form.append(button[1] ?? '', button[2] ?? '');
  const [address] = pageUrl.split('?');
  const sent = await fetch(address ?? '', {method: 'POST', body: form, redirect: 'manual'});
  return new URL(sent.headers.get('location') ?? `missing:${sent.status}`);
}

/** Opens a page of the waiting program. */
export async function open(url: URL | string, init?: RequestInit): Promise<Page> {
  // Browsers try both addresses of localhost.
  const answer = await fetch(String(url).replace('//localhost', '//127.0.0.1'), init);
  return {status: answer.status, text: await answer.text()};
}

function unescape(text: string): string {
  return text.replace(/&#(\d+);/g, (_all, code: string) => String.fromCharCode(Number(code)));
}
