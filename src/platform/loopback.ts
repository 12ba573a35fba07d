/**
 * True for a host name that leads to this machine: `localhost`, its subdomains, 127.0.0.0/8 and `[::1]`. A port may follow.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6761#section-6.3
 */
export function isLoopbackHost(host: string): boolean {
  return /^((.+\.)?localhost\.?|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host)
}
