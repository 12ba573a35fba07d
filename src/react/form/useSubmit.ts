import { useEffect, useReducer, useRef, type SyntheticEvent } from 'react'
import { isBaseHandlerPrevented } from '../ui/preventBaseHandler.js'
import { useEvent } from '../ui/useEvent.js'

export type UseSubmitOptions = {
  /** Image and validation are there. */
  isReady: boolean
  /** A submit that had to wait must not be sent any more. */
  isBlocked: boolean
  isDisabled: boolean
  /** Whether the form can be sent now. */
  isValid: () => boolean
  onSubmit: (event: SyntheticEvent<HTMLElement>) => void
  send: () => void
}

type SubmitState = {
  /** A submit that waits until the form is ready. */
  waiting: SyntheticEvent<HTMLElement> | null
  /** Issues are shown, until the form is sent. */
  hasAttempted: boolean
  /** Attempts that failed. */
  failures: number
  isCancelled: boolean
}

type SubmitAction =
  | { type: 'wait'; event: SyntheticEvent<HTMLElement> }
  | { type: 'reject' | 'forget' | 'send' | 'cancel' }

const first: SubmitState = { waiting: null, hasAttempted: false, failures: 0, isCancelled: false }

function reduce(state: SubmitState, action: SubmitAction): SubmitState {
  switch (action.type) {
    case 'wait':
      return { ...state, waiting: action.event }
    case 'forget':
      return { ...state, waiting: null }
    case 'reject':
      return { ...state, waiting: null, hasAttempted: true, failures: state.failures + 1 }
    case 'send':
      return { ...first, failures: state.failures }
    case 'cancel':
      return { ...state, isCancelled: true }
  }
}

/** One submit at a time: it waits until the form is ready, then it is sent, rejected or prevented. */
export function useSubmit(options: UseSubmitOptions) {
  const { isReady } = options
  const [state, dispatch] = useReducer(reduce, first)
  // The second of two submits in one tick comes before a render.
  const isSending = useRef(false)

  const attempt = useEvent((event: SyntheticEvent<HTMLElement>) => {
    if (!options.isValid()) return dispatch({ type: 'reject' })
    options.onSubmit(event)
    if (isBaseHandlerPrevented(event)) return dispatch({ type: 'forget' })
    isSending.current = true
    dispatch({ type: 'send' })
    options.send()
  })
  const submit = useEvent((event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault()
    // An outer form of the page, such as one around a dialog, is another one.
    event.stopPropagation()
    if (isSending.current || options.isDisabled) return
    if (isReady) attempt(event)
    else dispatch({ type: 'wait', event })
  })

  const { waiting } = state
  const resume = useEvent((event: SyntheticEvent<HTMLElement>) => {
    if (options.isBlocked) dispatch({ type: 'forget' })
    else attempt(event)
  })
  useEffect(() => {
    if (waiting && isReady) resume(waiting)
  }, [waiting, isReady, resume])

  return {
    ...state,
    submit,
    /** For the end of a run. */
    settle: useEvent(() => {
      isSending.current = false
    }),
    /** Says whether there was a run to cancel. */
    cancel: useEvent(() => {
      const wasSending = isSending.current
      isSending.current = false
      if (wasSending) dispatch({ type: 'cancel' })
      return wasSending
    }),
  }
}
