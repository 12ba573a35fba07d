declare module 'virtual:api' {
  const api: Partial<import('./describeApi.js').Api>
  export default api
}
declare module '*.md?raw' {
  const text: string
  export default text
}
declare module '*.tsx?raw' {
  const text: string
  export default text
}
