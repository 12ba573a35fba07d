export const cn = (...names: (string | false | undefined)[]) => names.filter(Boolean).join(' ')
