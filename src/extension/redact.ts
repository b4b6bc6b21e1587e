/** What must not reach a log, whoever wrote it there. */

/** Each pattern is linear: no repetition stands inside another one. */
const secrets: readonly (readonly [RegExp, string])[] = [
  // user:password of an address
  [/\/\/[^/\s@]{1,1000}@/g, '//…@'],
  [/\b(authorization["']?\s{0,4}[:=]\s{0,4}["']?)[^\r\n"']+/gi, '$1…'],
  [/\b(basic|bearer) [\w.~+/=-]{8,}/gi, '$1 …'],
  // service account tokens of Grafana
  [/\bglsa_\w+/g, 'glsa_…'],
  [/([?&](?:access_)?token=)[^&\s"']+/gi, '$1…'],
];

/** A text without user names, passwords and tokens; `headers`: names of headers whose values are secret. */
export function redact(text: string, headers: readonly string[] = []): string {
  const plain = secrets.reduce((rest, [pattern, shown]) => rest.replace(pattern, shown), text);
  return headers.reduce((rest, name) => rest.replace(headerLine(name), '$1…'), plain);
}

/** `X-Scope-OrgID: team`, in any case; the name is a token, so only a few of its characters mean something in a pattern. */
function headerLine(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(${literal}["']?\\s{0,4}[:=]\\s{0,4}["']?)[^\\r\\n"',]+`, 'gi');
}
