// The curl line of a request, for a POSIX shell. The token is a variable of that shell.

const quote = (text) => `'${text.replaceAll("'", "'\\''")}'`;

export function curlLine(method, url, body, hasToken) {
  const words = ['curl'];
  if (method !== 'GET') {
    words.push('-X', method);
  }
  if (hasToken) {
    words.push('-H', '"Authorization: Bearer $TRIXTER_API_TOKEN"');
  }
  if (body !== undefined) {
    words.push('-H', quote('Content-Type: application/json'), '-d', quote(body));
  }
  words.push(quote(url));
  return words.join(' ');
}
