/** The one global that core uses beside the language: every host of JavaScript has it. */
declare const TextDecoder: new (label: string) => { decode(bytes: Uint8Array): string };

const decoder = new TextDecoder('utf-8');

/** Bytes as text; bytes that are no UTF-8 become U+FFFD. */
export function decodeText(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}
