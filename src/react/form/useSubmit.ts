import { useEffect, useReducer, useRef, type SyntheticEvent } from 'react'
import { startTimer } from '../../platform/timers.js'
import { isBaseHandlerPrevented } from '../ui/preventBaseHandler.js'
import { useEvent } from '../ui/useEvent.js'

export type UseSubmitOptions = {
  /** Image, models and validation are there. */
  isReady: boolean
  /** An image is being read. */
  isReading: boolean
  /** The form says what is wrong with the last image. A submit that waited for that image is not sent. */
  isBlocked: boolean
  isDisabled: boolean
  /** There is no room for another run. */
  isFull: boolean
  /** Whether the form can be sent now. */
  isValid: () => boolean
  onSubmit: (event: SyntheticEvent<HTMLElement>) => void
  send: () => void
}

/** A press of the button, or of Enter. */
type Submit = {
  event: SyntheticEvent<HTMLElement>
  /** The event's element, which React takes out of it. */
  root: EventTarget & HTMLElement
  /** It was made while the image was being read. */
  isForImage: boolean
}

type SubmitState = {
  /** A submit that waits until the form is ready. */
  waiting: Submit | null
  /** Issues are shown, until the form is sent. */
  hasAttempted: boolean
  /** Attempts that failed. */
  failures: number
  isCancelled: boolean
  /** One has just been sent. A double click is one run. */
  isHeld: boolean
}

/** A second click comes within this time. Milliseconds. */
const doubleClickMs = 1000

type SubmitAction =
  | { type: 'wait'; waiting: SubmitState['waiting'] }
  | { type: 'reject' | 'forget' | 'send' | 'release' | 'cancel' }

const first: SubmitState = {
  waiting: null,
  hasAttempted: false,
  failures: 0,
  isCancelled: false,
  isHeld: false,
}

function reduce(state: SubmitState, action: SubmitAction): SubmitState {
  switch (action.type) {
    case 'wait':
      return { ...state, waiting: action.waiting }
    case 'forget':
      return { ...state, waiting: null }
    case 'reject':
      return { ...state, waiting: null, hasAttempted: true, failures: state.failures + 1 }
    case 'send':
      return { ...first, failures: state.failures, isHeld: true }
    case 'release':
      return { ...state, isHeld: false }
    case 'cancel':
      return { ...state, isCancelled: true }
  }
}

/** One submit at a time: it waits until the form is ready, then it is sent, rejected or prevented. A double click is one. */
export function useSubmit(options: UseSubmitOptions) {
  const { isReady, isFull } = options
  const [state, dispatch] = useReducer(reduce, first)
  // Both are refs, since the second of two submits in one tick comes before a render.
  // A press waits for its task. Apart from `isSending`, which the end of an earlier run takes back.
  const isPressed = useRef(false)
  const isSending = useRef(false)

  const attempt = useEvent(({ event, root }: Submit) => {
    if (!options.isValid()) return dispatch({ type: 'reject' })
    event.currentTarget = root
    options.onSubmit(event)
    if (isBaseHandlerPrevented(event)) return dispatch({ type: 'forget' })
    isSending.current = true
    dispatch({ type: 'send' })
    options.send()
  })
  const press = useEvent((submit: Submit) => {
    isPressed.current = false
    if (!isSending.current && !isFull && !options.isDisabled) attempt(submit)
  })
  const submit = useEvent((event: SyntheticEvent<HTMLElement>) => {
    event.preventDefault()
    // An outer form of the page, such as one around a dialog, is another one.
    event.stopPropagation()
    if (isPressed.current || isSending.current || isFull || options.isDisabled) return
    const made = { event, root: event.currentTarget, isForImage: options.isReading }
    if (!isReady) return dispatch({ type: 'wait', waiting: made })
    isPressed.current = true
    // In a task of its own, so that the press itself is short.
    startTimer(() => press(made), 0)
  })

  const release = useEvent(() => {
    isSending.current = false
    dispatch({ type: 'release' })
  })
  const { waiting, isHeld } = state
  useEffect(() => {
    if (!isHeld) return undefined
    const timer = setTimeout(release, doubleClickMs)
    return () => clearTimeout(timer)
  }, [isHeld, release])
  const resume = useEvent((made: Submit) => {
    if (isPressed.current || isSending.current) return
    if (made.isForImage && options.isBlocked) return dispatch({ type: 'forget' })
    attempt(made)
  })
  const canResume = isReady && !isFull && !isHeld
  useEffect(() => {
    if (waiting && canResume) resume(waiting)
  }, [waiting, canResume, resume])

  return {
    ...state,
    submit,
    /** For the end of a run. */
    settle: release,
    /** A run was cancelled. */
    cancel: useEvent(() => dispatch({ type: 'cancel' })),
  }
}
