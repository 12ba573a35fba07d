/** Names of props, as the keys of an object, so that its type can ask for all of them. */
export type PropNames<Picked> = { [name in keyof Picked]-?: true }

/** The props that `names` lists, and the others. */
export function splitProps<Picked extends object, Props extends Picked>(
  props: Props,
  names: PropNames<Picked>,
): [picked: Picked, rest: Omit<Props, keyof Picked>] {
  const picked: Record<string, unknown> = {}
  const rest: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(props)) {
    const side = Object.hasOwn(names, name) ? picked : rest
    side[name] = value
  }
  return [picked as Picked, rest as Omit<Props, keyof Picked>]
}
