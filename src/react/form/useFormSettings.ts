import { useState } from 'react'
import { useEvent } from '../ui/useEvent.js'
import { defaultFormSettings, type FormSetting, type FormSettings } from './formSettings.js'

/**
 * Every setting as a triple. With `onXChange` the value is the host's alone. Without it, `x` is what the form shows until
 * the visitor changes it, and again as soon as `x` changes; `defaultX` is only what the form starts with.
 */
export type FormSettingsProps = {
  [Name in FormSetting]?: FormSettings[Name]
} & {
  [Name in FormSetting as `default${Capitalize<Name>}`]?: FormSettings[Name]
} & {
  [Name in FormSetting as `on${Capitalize<Name>}Change`]?: (value: FormSettings[Name]) => void
}

/** What the visitor made of a setting, and what the host's prop was at that time. */
type Edits = { [Name in FormSetting]?: { value: FormSettings[Name]; given: string | undefined } }

/** Changes one setting. */
export type SetFormSetting = <Name extends FormSetting>(
  name: Name,
  value: FormSettings[Name],
) => void

const names = Object.keys(defaultFormSettings) as FormSetting[]
const capitalize = <Name extends string>(name: Name) =>
  (name.charAt(0).toUpperCase() + name.slice(1)) as Capitalize<Name>

type Triple<Value> = { given?: Value; initial?: Value; onChange?: (value: Value) => void }

function tripleOf<Name extends FormSetting>(props: FormSettingsProps, name: Name) {
  return {
    given: props[name],
    initial: props[`default${capitalize(name)}`],
    onChange: props[`on${capitalize(name)}Change`],
  } as Triple<FormSettings[Name]>
}

/** The props of the triples, and everything else. */
export function splitSettingsProps<Props extends FormSettingsProps>(
  props: Props,
): [settings: FormSettingsProps, rest: Omit<Props, keyof FormSettingsProps>] {
  const settings: Record<string, unknown> = {}
  const rest: Record<string, unknown> = { ...props }
  for (const name of names) {
    for (const key of [name, `default${capitalize(name)}`, `on${capitalize(name)}Change`]) {
      if (!(key in rest)) continue
      settings[key] = rest[key]
      delete rest[key]
    }
  }
  return [settings, rest as Omit<Props, keyof FormSettingsProps>]
}

/** Holds the settings of a form; `base` is below every prop. */
export function useFormSettings(
  props: FormSettingsProps,
  base: Partial<FormSettings>,
): { settings: FormSettings; set: SetFormSetting } {
  const [edits, setEdits] = useState<Edits>({})

  function read<Name extends FormSetting>(name: Name): FormSettings[Name] {
    const { given, initial, onChange } = tripleOf(props, name)
    if (given !== undefined && onChange) return given
    const edit: { value: FormSettings[Name]; given: string | undefined } | undefined = edits[name]
    // Compared by content, so that an inline object does not undo what somebody chose.
    if (edit && edit.given === JSON.stringify(given)) return edit.value
    return given ?? initial ?? base[name] ?? defaultFormSettings[name]
  }

  const set = useEvent(<Name extends FormSetting>(name: Name, value: FormSettings[Name]) => {
    const { given, onChange } = tripleOf(props, name)
    setEdits((known) => ({ ...known, [name]: { value, given: JSON.stringify(given) } }))
    onChange?.(value)
  }) as SetFormSetting

  const settings = Object.fromEntries(names.map((name) => [name, read(name)])) as FormSettings
  return { settings, set }
}
