import { createContext, useContext, useMemo, type ReactNode } from 'react'

const paths = {
  alert: 'M12 8v5m0 3.5v.01M12 3 2.5 20h19z',
  arrow: 'M12 19V5m-6 6 6-6 6 6',
  broken: 'M4 5h16v6l-4 3-4-3-4 4-4-3zm0 11v3h16v-4',
  check: 'm5 12.5 4.5 4.5L19 7.5',
  chevron: 'm9 5 7 7-7 7',
  close: 'M6 6l12 12M18 6 6 18',
  compare: 'M12 3v18M9 6H4v12h5m6-12h5v12h-5',
  copy: 'M9 9h11v11H9zM15 9V4H4v11h5',
  download: 'M12 4v11m-5-4.5 5 5 5-5M5 20h14',
  heart: 'M12 20 4.5 12.5a4.7 4.7 0 0 1 0-6.6 4.7 4.7 0 0 1 6.6 0l.9.9.9-.9a4.7 4.7 0 0 1 6.6 6.6z',
  image: 'M4 5h16v14H4zm0 11 5-5 4 4 3-3 4 4M15 9.5v.01',
  info: 'M12 11v6m0-10v.01M21 12a9 9 0 1 1-18 0 9 9 0 0 1 18 0z',
  minus: 'M5 12h14',
  more: 'M5 12v.01M12 12v.01M19 12v.01',
  plus: 'M12 5v14M5 12h14',
  reuse:
    'M4 8h8m5 0h3M4 16h3m5 0h8M17 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0zm-5 8a2.5 2.5 0 1 1-5 0 2.5 2.5 0 0 1 5 0z',
  share: 'M12 15V4M8 7.5 12 3.5l4 4M6 12H5v8h14v-8h-1',
  trash: 'M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13M10 11v5m4-5v5',
  vary: 'M12 3l1.8 5.2L19 10l-5.2 1.8L12 17l-1.8-5.2L5 10l5.2-1.8zM19 16v4m-2-2h4',
  zoom: 'M16 16l5 5M11 18a7 7 0 1 1 0-14 7 7 0 0 1 0 14zM8 11h6m-3-3v6',
} as const

/** Names of all icons. */
export type IconName = keyof typeof paths

/** Drawings of your own, by name; `null` leaves one out. */
export type Icons = { [name in IconName]?: ReactNode }

const IconsContext = createContext<Icons>({})

/** Lays icons over those of an outer provider. */
export function IconsProvider({ icons, children }: { icons?: Icons; children?: ReactNode }) {
  const outer = useContext(IconsContext)
  const all = useMemo(() => (icons ? { ...outer, ...icons } : outer), [outer, icons])
  return <IconsContext.Provider value={all}>{children}</IconsContext.Provider>
}

/** A drawing in the colour and size of the text; says nothing to a screen reader. Root: `<svg>`, or `<span>` around yours. */
export function Icon({ name }: { name: IconName }) {
  const own = useContext(IconsContext)[name]
  if (own === null) return null
  if (own !== undefined) {
    return (
      <span data-part="icon" data-icon={name} aria-hidden>
        {own}
      </span>
    )
  }
  return (
    <svg
      data-part="icon"
      data-icon={name}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 3 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden
      focusable={false}
    >
      <path d={paths[name]} />
    </svg>
  )
}
