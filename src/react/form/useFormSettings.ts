import { useState } from 'react'
import type { PropNames } from '../ui/splitProps.js'
import { useEvent } from '../ui/useEvent.js'
import {
  defaultFormSettings,
  formSettingNames as names,
  type FormSetting,
  type FormSettings,
} from './formSettings.js'

/**
 * Every setting as React has it: the value controls (`n`), `default…` starts (`defaultN`), and `on…Change` tells
 * (`onNChange`). A value without a way to tell stays as it is, and its control is disabled.
 */
export type FormSettingsProps = {
  [Name in keyof FormSettings]?: FormSettings[Name]
} & {
  [Name in FormSetting as `default${Capitalize<Name>}`]?: FormSettings[Name]
} & {
  [Name in FormSetting as `on${Capitalize<Name>}Change`]?: (value: FormSettings[Name]) => void
} & {
  /** Tells every change, with all settings after it. */
  onSettingsChange?: (settings: FormSettings) => void
}

/** Changes one setting. */
export type SetFormSetting = <Name extends FormSetting>(
  name: Name,
  value: FormSettings[Name],
) => void

const capitalize = <Name extends string>(name: Name) =>
  (name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<Name>

/** The names of all of these props. */
export const settingsPropNames = Object.fromEntries(
  [
    'onSettingsChange',
    ...names.flatMap((name) => [name, `default${capitalize(name)}`, `on${capitalize(name)}Change`]),
  ].map((name) => [name, true]),
) as PropNames<FormSettingsProps>

export type UseFormSettingsResult = {
  settings: FormSettings
  /** What the settings were at first. */
  initial: FormSettings
  set: SetFormSetting
  /** Changes several settings at once. */
  change: (changes: Partial<FormSettings>) => void
  /** The host gives the value and hears of no change. */
  isFixed: (name: FormSetting) => boolean
}

/** Holds the settings of a form; `base` is below every prop. */
export function useFormSettings(
  props: FormSettingsProps,
  base: Partial<FormSettings>,
): UseFormSettingsResult {
  const [changed, setChanged] = useState<Partial<FormSettings>>({})
  const given = {} as Partial<FormSettings>
  const started = {} as Partial<FormSettings>
  for (const name of names) {
    Object.assign(given, props[name] !== undefined && { [name]: props[name] })
    const start = props[`default${capitalize(name)}`]
    Object.assign(started, start !== undefined && { [name]: start })
  }
  const initial: FormSettings = { ...defaultFormSettings, ...base, ...started, ...given }
  const settings: FormSettings = { ...initial, ...changed, ...given }

  const change = useEvent((changes: Partial<FormSettings>) => {
    setChanged((known) => ({ ...known, ...changes }))
    const tell = <Name extends FormSetting>(name: Name) => {
      const onChange = props[`on${capitalize(name)}Change`] as
        ((value: FormSettings[Name]) => void) | undefined
      const value = changes[name]
      if (value !== undefined) onChange?.(value)
    }
    for (const name of names) if (name in changes) tell(name)
    props.onSettingsChange?.({ ...settings, ...changes })
  })
  const set: SetFormSetting = useEvent((name: FormSetting, value: unknown) =>
    change({ [name]: value }),
  )
  return {
    settings,
    initial,
    set,
    change,
    isFixed: (name) =>
      name in given && !props.onSettingsChange && !props[`on${capitalize(name)}Change`],
  }
}
