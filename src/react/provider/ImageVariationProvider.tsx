'use client'
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import type { VariationClient } from '../../client/createVariationClient.js'
import { IconsProvider, type Icons } from '../ui/Icon.js'
import type { PartialLabels } from './labels.js'
import { mergeDefaults, type VariationDefaults } from './mergeDefaults.js'

/** What the nearest {@link ImageVariationProvider} gives; empty without one. */
export type ImageVariationContextValue = {
  /** The client that hooks and components use. */
  client?: VariationClient
  /** Where the handler is mounted, unless there is a client. */
  endpoint?: string
  /** Settings for every run below. */
  defaults: VariationDefaults
  /** Outermost first; each overlays the ones before. */
  labels: readonly PartialLabels[]
}

/** Props of {@link ImageVariationProvider}. */
export type ImageVariationProviderProps = {
  /** The client that all hooks and components below use. @default the outer provider's, else one that calls `endpoint` */
  client?: VariationClient
  /** Where your handler is mounted, unless `client` is given. @default '/api/image-variations' */
  endpoint?: string | URL
  /** Settings for every run below; a hook's `defaults` and a call override them one by one. */
  defaults?: VariationDefaults
  /** Words for the components below, a part or all of them. @default English */
  labels?: PartialLabels
  /** Icons of your own for the components below, by name; `null` leaves one out. @default the outer provider's, else ours */
  icons?: Icons
  /** The part of the app that uses what the provider gives. */
  children?: ReactNode
}

const ImageVariationContext = createContext<ImageVariationContextValue>({
  defaults: {},
  labels: [],
})

/** Shares a client, default settings, labels and icons. Optional: every hook and component also works without it. Nestable. */
export function ImageVariationProvider(props: ImageVariationProviderProps) {
  const { client, endpoint, defaults, labels, icons, children } = props
  const outer = useContext(ImageVariationContext)
  const address = endpoint?.toString()
  const value = useMemo(
    () => ({
      client: client ?? (address === undefined ? outer.client : undefined),
      endpoint: address ?? outer.endpoint,
      defaults: mergeDefaults(outer.defaults, defaults),
      labels: labels ? [...outer.labels, labels] : outer.labels,
    }),
    [client, address, defaults, labels, outer],
  )
  return (
    <ImageVariationContext.Provider value={value}>
      <IconsProvider icons={icons}>{children}</IconsProvider>
    </ImageVariationContext.Provider>
  )
}

/** What the nearest provider gives, for hooks and components of your own. */
export function useImageVariationContext(): ImageVariationContextValue {
  return useContext(ImageVariationContext)
}
