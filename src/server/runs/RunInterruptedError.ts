/** Why a claim ended before its run did. The reason of {@link RunClaim.signal}, and what the claim's methods then reject with. */
export class RunInterruptedError extends Error {
  /** The name of the class. */
  override readonly name = 'RunInterruptedError'
  /** `cancelled` by the run's owner, or `lost`: the store no longer holds this claim. */
  readonly why: 'cancelled' | 'lost'

  constructor(why: 'cancelled' | 'lost') {
    super(why === 'cancelled' ? 'The run was cancelled.' : 'The run store lost this claim.')
    this.why = why
  }
}
