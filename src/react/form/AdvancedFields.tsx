import {
  useState,
  type ChangeEvent,
  type ComponentPropsWithoutRef,
  type ComponentType,
  type ReactNode,
} from 'react'
import { defaults, limits, responseFormats } from '../../contract/constants.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useKeptFocus } from '../ui/useKeptFocus.js'
import { Field } from './Field.js'
import { useFormContext } from './FormContext.js'
import type { FormSetting, FormSettings, MainSetting } from './formSettings.js'
import { ModelControl } from './ModelControl.js'
import { Select } from './Select.js'

/** Cache lifetimes to choose from, in seconds. */
const cacheTtls = [300, defaults.cacheTtl, 3600, 21_600, 86_400, limits.maxCacheTtl]

/** The advanced fields, loaded where a form shows some of them. */
const fields: { [name in Exclude<FormSetting, MainSetting>]: ComponentType } & {
  [name in MainSetting]?: undefined
} = {
  fallbacks: FallbacksField,
  retry: RetryField,
  timeout: TimeoutField,
  loadBalancer: LoadBalancerField,
  responseFormat: ResponseFormatField,
  cache: CacheField,
  orqPrompt: OrqPromptField,
  identity: IdentityField,
  user: UserField,
  name: NameField,
}

/** The fields of some advanced settings, in order. */
export function AdvancedFields({ names }: { names: readonly FormSetting[] }) {
  return names.map((name) => {
    const Field = fields[name]
    return Field && <Field key={name} />
  })
}

function CacheField() {
  const { form, labels } = useFormContext()
  const { fields, formats } = labels
  const { cache, responseFormat } = form.settings
  const ttl = cache?.ttl ?? defaults.cacheTtl
  return (
    <Switch
      setting="cache"
      label={fields.cache}
      hint={fields.cacheHint}
      isOn={cache !== null}
      onChange={(on) => form.set('cache', on ? { type: 'exact_match' } : null)}
    >
      {cache && (
        <label data-part="row">
          <span data-part="label">{fields.cacheTtl}</span>
          <Select
            disabled={form.isFixed('cache')}
            value={String(ttl)}
            onValueChange={(value) =>
              form.set('cache', { type: 'exact_match', ttl: Number(value) })
            }
            options={[...new Set([...cacheTtls, ttl])]
              .sort((a, b) => a - b)
              .map((seconds) => [String(seconds), formats.duration(seconds * 1000)])}
          />
        </label>
      )}
      {cache && responseFormat === 'url' && (cache.ttl ?? 0) > limits.urlLifetimeSeconds && (
        <span data-part="hint">{fields.cacheWarning}</span>
      )}
    </Switch>
  )
}

function RetryField() {
  const { form, labels } = useFormContext()
  const { fields, formats } = labels
  const { retry } = form.settings
  return (
    <Switch
      setting="retry"
      label={fields.retry}
      hint={fields.retryHint}
      isOn={retry !== null}
      onChange={(on) => form.set('retry', on ? { count: defaults.retryCount } : null)}
    >
      {retry && (
        <>
          <label data-part="row">
            <span data-part="label">{fields.retryCount}</span>
            <Select
              disabled={form.isFixed('retry')}
              value={String(retry.count ?? defaults.retryCount)}
              onValueChange={(count) => form.set('retry', { ...retry, count: Number(count) })}
              options={Array.from({ length: limits.maxRetryCount }, (_, index) => [
                String(index + 1),
                formats.number(index + 1),
              ])}
            />
          </label>
          <label data-part="row">
            <span data-part="label">{fields.retryCodes}</span>
            <StatusCodes
              codes={retry.onCodes ?? []}
              onCodesChange={(onCodes) =>
                form.set('retry', { count: retry.count, ...(onCodes.length > 0 && { onCodes }) })
              }
            />
          </label>
        </>
      )}
    </Switch>
  )
}

function TimeoutField() {
  const { form, labels } = useFormContext()
  const { timeout } = form.settings
  return (
    <Field setting="timeout" label={labels.fields.timeout} isOptional>
      <Text
        {...form.getControlProps('timeout')}
        type="number"
        min={0.001}
        step="any"
        value={timeout ? timeout.callTimeout / 1000 : ''}
        onChange={(text) =>
          form.set('timeout', text === '' ? null : { callTimeout: Number(text) * 1000 })
        }
      />
    </Field>
  )
}

function ResponseFormatField() {
  const { form, labels } = useFormContext()
  const { fields } = labels
  return (
    <Field setting="responseFormat" label={fields.responseFormat}>
      <Select
        {...form.getControlProps('responseFormat')}
        value={form.settings.responseFormat}
        onValueChange={(value) =>
          form.set('responseFormat', responseFormats.find((name) => name === value) ?? 'b64_json')
        }
        options={responseFormats.toReversed().map((name) => [name, fields.responseFormats[name]])}
      />
    </Field>
  )
}

function IdentityField() {
  const { form, labels } = useFormContext()
  const { fields } = labels
  const { identity } = form.settings
  const controls = [
    ['id', fields.identityId],
    ['displayName', fields.identityName],
    ['email', fields.identityEmail],
  ] as const
  const { disabled } = form.getControlProps('identity')
  return (
    <Field setting="identity" label={fields.identity} hint={fields.identityHint} isGroup>
      {controls.map(([key, label]) => (
        <Text
          key={key}
          disabled={disabled}
          {...(key === 'id' && form.getControlProps('identity', true))}
          aria-label={label}
          placeholder={label}
          type={key === 'email' ? 'email' : 'text'}
          value={identity?.[key] ?? ''}
          onChange={(text) => {
            const { [key]: _, ...others } = identity ?? { id: '' }
            const next = { id: '', ...others, ...(text !== '' && { [key]: text }) }
            const isEmpty = Object.values(next).every((value) => value === '')
            form.set('identity', isEmpty ? null : next)
          }}
        />
      ))}
    </Field>
  )
}

function OrqPromptField() {
  const { form, labels } = useFormContext()
  const { fields } = labels
  return (
    <Field setting="orqPrompt" label={fields.orqPrompt} hint={fields.orqPromptHint} isOptional>
      <Text
        {...form.getControlProps('orqPrompt', true)}
        value={form.settings.orqPrompt?.id ?? ''}
        onChange={(id) => form.set('orqPrompt', id === '' ? null : { id, version: 'latest' })}
      />
    </Field>
  )
}

function UserField() {
  const { fields } = useFormContext().labels
  return <TextField setting="user" label={fields.user} hint={fields.userHint} />
}

function NameField() {
  const { fields } = useFormContext().labels
  return <TextField setting="name" label={fields.name} hint={fields.nameHint} />
}

type TextProps = Omit<ComponentPropsWithoutRef<'input'>, 'onChange'> & {
  onChange: (text: string) => void
}

function Text({ onChange, ...native }: TextProps) {
  const { slotProps } = useFormContext()
  return (
    <input
      autoComplete="off"
      {...slot(slotProps, 'control', {
        ...native,
        onChange: (event: ChangeEvent<HTMLInputElement>) => onChange(event.currentTarget.value),
      })}
    />
  )
}

type StatusCodesProps = { codes: readonly number[]; onCodesChange: (codes: number[]) => void }

/** Codes as they are typed, such as "429, 500"; anything else stays in sight and is an issue. */
function StatusCodes({ codes, onCodesChange }: StatusCodesProps) {
  const { form } = useFormContext()
  const [typed, setTyped] = useState('')
  const { id: _, ...validity } = form.getControlProps('retry')
  return (
    <Text
      {...validity}
      value={readCodes(typed).join() === codes.join() ? typed : codes.join(', ')}
      placeholder="429"
      inputMode="numeric"
      onChange={(text) => {
        setTyped(text)
        onCodesChange(readCodes(text))
      }}
    />
  )
}

const readCodes = (text: string) =>
  text
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(Number)

type TextFieldProps = { setting: 'user' | 'name'; label: string; hint: string }

function TextField({ setting, label, hint }: TextFieldProps) {
  const { form } = useFormContext()
  return (
    <Field setting={setting} label={label} hint={hint} isOptional>
      <Text
        {...form.getControlProps(setting, true)}
        value={form.settings[setting]}
        onChange={(text) => form.set(setting, text)}
      />
    </Field>
  )
}

type SwitchProps = {
  setting: FormSetting
  label: string
  hint: string
  isOn: boolean
  onChange: (isOn: boolean) => void
  children?: ReactNode
}

/** An option that is off, or on with settings of its own. */
function Switch({ setting, label, hint, isOn, onChange, children }: SwitchProps) {
  const { form } = useFormContext()
  return (
    <Field setting={setting} label={label}>
      <input
        {...form.getControlProps(setting, true)}
        type="checkbox"
        data-part="switch"
        checked={isOn}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span data-part="hint" id={form.idOf(setting, 'hint')}>
        {hint}
      </span>
      {children}
    </Field>
  )
}

/** The models to try in order. */
function FallbacksField() {
  const { form, labels } = useFormContext()
  const { fields } = labels
  const { fallbacks } = form.settings
  const change = (next: FormSettings['fallbacks']) => form.set('fallbacks', next)
  return (
    <Field setting="fallbacks" label={fields.fallbacks} hint={fields.fallbacksHint} isGroup>
      {fallbacks.map(({ model }, index) => (
        <div key={index} data-part="row">
          <ModelControl
            aria-label={fields.fallback(index + 1)}
            disabled={form.isFixed('fallbacks')}
            value={model}
            onValueChange={(value) => change(fallbacks.with(index, { model: value }))}
          />
          <button
            type="button"
            aria-label={fields.moveUp(model)}
            title={fields.moveUp(model)}
            disabled={index === 0 || form.isFixed('fallbacks')}
            onClick={() => change(moveUp(fallbacks, index))}
          >
            <Icon name="arrow" />
          </button>
          <RemoveButton
            setting="fallbacks"
            model={model}
            onClick={() => change(fallbacks.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      <AddButton
        setting="fallbacks"
        id={form.idOf('fallbacks')}
        label={fields.addFallback}
        onClick={() =>
          change([...fallbacks, { model: nextModel(form.models, [form.settings, ...fallbacks]) }])
        }
      />
    </Field>
  )
}

/** The models that share the requests, and their shares. */
function LoadBalancerField() {
  const { form, labels } = useFormContext()
  const { fields, formats } = labels
  const balancer = form.settings.loadBalancer
  const models = balancer?.models ?? []
  const total = models.reduce((sum, { weight = defaults.weight }) => sum + weight, 0)
  const change = (next: typeof models) =>
    form.set('loadBalancer', { type: 'weight_based', models: next })
  return (
    <Switch
      setting="loadBalancer"
      label={fields.loadBalancer}
      hint={fields.loadBalancerHint}
      isOn={balancer !== null}
      onChange={(on) =>
        form.set(
          'loadBalancer',
          on
            ? {
                type: 'weight_based',
                models: [{ model: form.settings.model, weight: defaults.weight }],
              }
            : null,
        )
      }
    >
      {models.map(({ model, weight = defaults.weight }, index) => (
        <div key={index} data-part="row">
          <ModelControl
            aria-label={fields.model}
            disabled={form.isFixed('loadBalancer')}
            value={model}
            onValueChange={(value) => change(models.with(index, { model: value, weight }))}
          />
          <input
            type="range"
            aria-label={fields.weight(model)}
            disabled={form.isFixed('loadBalancer')}
            min={0.05}
            max={1}
            step={0.05}
            value={weight}
            onChange={(event) =>
              change(models.with(index, { model, weight: event.currentTarget.valueAsNumber }))
            }
          />
          <span data-part="share">{formats.percent(weight / total)}</span>
          <RemoveButton
            setting="loadBalancer"
            model={model}
            onClick={() => change(models.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      {balancer && (
        <AddButton
          setting="loadBalancer"
          label={fields.addModel}
          onClick={() =>
            change([...models, { model: nextModel(form.models, models), weight: defaults.weight }])
          }
        />
      )}
    </Switch>
  )
}

type ModelButtonProps = { setting: 'fallbacks' | 'loadBalancer'; onClick: () => void }

function AddButton({
  setting,
  id,
  label,
  onClick,
}: ModelButtonProps & { id?: string; label: string }) {
  const { form } = useFormContext()
  return (
    <button
      type="button"
      data-part="add"
      id={id}
      disabled={form.isFixed(setting)}
      onClick={onClick}
    >
      <Icon name="plus" />
      {label}
    </button>
  )
}

function RemoveButton({ setting, model, onClick }: ModelButtonProps & { model: string }) {
  const { form, labels } = useFormContext()
  const label = labels.fields.removeModel(model)
  const ref = useKeptFocus<HTMLButtonElement>((element) =>
    element.closest('[data-part=field]')?.querySelector<HTMLElement>('[data-part=add]'),
  )
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      disabled={form.isFixed(setting)}
      ref={ref}
      onClick={onClick}
    >
      <Icon name="close" />
    </button>
  )
}

/** The first model that is not on the list yet. */
function nextModel(known: readonly { id: string }[], listed: readonly { model: string }[]): string {
  return known.find(({ id }) => !listed.some(({ model }) => model === id))?.id ?? ''
}

function moveUp<Item>(list: readonly Item[], index: number): Item[] {
  const next = [...list]
  const [item] = next.splice(index, 1)
  if (item !== undefined) next.splice(index - 1, 0, item)
  return next
}
