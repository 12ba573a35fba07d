export default {
  // The local router paints with it, and it is no JavaScript to bundle.
  serverExternalPackages: ['@napi-rs/canvas'],
  // Only with a `proxy.js`: Next.js then cuts every body at 10 MB unless told otherwise.
  experimental: { proxyClientMaxBodySize: '51mb' },
}
