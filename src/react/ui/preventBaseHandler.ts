const prevented = new WeakSet<object>()

/**
 * Keeps this package's own handler of an event from running after yours. An ordinary `event.preventDefault()` does not.
 *
 * @example
 * <ImageVariationForm onSubmit={(event) => { if (!isSignedIn) preventBaseHandler(event) }} />
 */
export function preventBaseHandler(event: object): void {
  prevented.add(event)
}

/** Whether {@link preventBaseHandler} was called for this event. */
export function isBaseHandlerPrevented(event: unknown): boolean {
  return typeof event === 'object' && event !== null && prevented.has(event)
}
