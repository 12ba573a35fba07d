import { useEffect, useRef, useState, type ComponentPropsWithoutRef, type ReactNode } from 'react'
import { defaults, limits, responseFormats } from '../../contract/constants.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { Field } from './Field.js'
import { useFormContext } from './FormContext.js'
import { advancedSettings, type FormSetting, type FormSettings } from './formSettings.js'
import { ModelControl } from './ModelControl.js'
import { Select } from './Select.js'

/** Cache lifetimes to choose from, in seconds. */
const cacheTtls = [300, defaults.cacheTtl, 3600, 21_600, 86_400, limits.maxCacheTtl]

/** The router's own options. */
export function AdvancedFields() {
  const { form, labels } = useFormContext()
  const { fields, formats } = labels
  const { settings, set, isVisible } = form
  const { cache, retry, timeout, identity, orqPrompt, responseFormat } = settings
  const group = useRef<HTMLDivElement>(null)
  const hasIssue = form.issues.some(({ setting }) =>
    advancedSettings.some((name) => name === setting),
  )
  // Unfolded when an issue appears and not folded after it: whoever repairs it is typing here.
  useEffect(() => {
    if (hasIssue) group.current?.closest('details')?.setAttribute('open', '')
  }, [hasIssue])
  return (
    <div data-part="group" ref={group}>
      {isVisible('fallbacks') && <FallbacksField />}
      {isVisible('cache') && (
        <Switch
          setting="cache"
          label={fields.cache}
          hint={fields.cacheHint}
          isOn={cache !== null}
          onChange={(on) => set('cache', on ? { type: 'exact_match' } : null)}
        >
          {cache && (
            <label data-part="row">
              <span data-part="label">{fields.cacheTtl}</span>
              <Select
                value={String(cache.ttl ?? defaults.cacheTtl)}
                onValueChange={(ttl) => set('cache', { type: 'exact_match', ttl: Number(ttl) })}
                options={[...new Set([...cacheTtls, cache.ttl ?? defaults.cacheTtl])]
                  .sort((a, b) => a - b)
                  .map((ttl) => [String(ttl), formats.duration(ttl * 1000)])}
              />
            </label>
          )}
          {cache && responseFormat === 'url' && (cache.ttl ?? 0) > limits.urlLifetimeSeconds && (
            <span data-part="hint">{fields.cacheWarning}</span>
          )}
        </Switch>
      )}
      {isVisible('retry') && (
        <Switch
          setting="retry"
          label={fields.retry}
          hint={fields.retryHint}
          isOn={retry !== null}
          onChange={(on) => set('retry', on ? { count: defaults.retryCount } : null)}
        >
          {retry && (
            <>
              <label data-part="row">
                <span data-part="label">{fields.retryCount}</span>
                <Select
                  value={String(retry.count ?? defaults.retryCount)}
                  onValueChange={(count) => set('retry', { ...retry, count: Number(count) })}
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
                    set('retry', { count: retry.count, ...(onCodes.length > 0 && { onCodes }) })
                  }
                />
              </label>
            </>
          )}
        </Switch>
      )}
      {isVisible('loadBalancer') && <LoadBalancerField />}
      {isVisible('timeout') && (
        <Field setting="timeout" label={fields.timeout} isOptional>
          <Text
            {...form.getControlProps('timeout')}
            type="number"
            min={0.001}
            step="any"
            value={timeout ? timeout.callTimeout / 1000 : ''}
            onChange={(text) =>
              set('timeout', text === '' ? null : { callTimeout: Number(text) * 1000 })
            }
          />
        </Field>
      )}
      {isVisible('responseFormat') && (
        <Field setting="responseFormat" label={fields.responseFormat}>
          <Select
            {...form.getControlProps('responseFormat')}
            value={responseFormat}
            onValueChange={(value) =>
              set('responseFormat', responseFormats.find((name) => name === value) ?? 'b64_json')
            }
            options={responseFormats.map((name) => [name, fields.responseFormats[name]])}
          />
        </Field>
      )}
      {isVisible('identity') && (
        <Field setting="identity" label={fields.identity} hint={fields.identityHint} isGroup>
          {(
            [
              ['id', fields.identityId],
              ['displayName', fields.identityName],
              ['email', fields.identityEmail],
            ] as const
          ).map(([key, label]) => (
            <Text
              key={key}
              {...(key === 'id' && form.getControlProps('identity', true))}
              aria-label={label}
              placeholder={label}
              type={key === 'email' ? 'email' : 'text'}
              value={identity?.[key] ?? ''}
              onChange={(text) => {
                const { [key]: _, ...others } = identity ?? { id: '' }
                const next = { id: '', ...others, ...(text !== '' && { [key]: text }) }
                const isEmpty = Object.values(next).every((value) => value === '')
                set('identity', isEmpty ? null : next)
              }}
            />
          ))}
        </Field>
      )}
      {isVisible('orqPrompt') && (
        <Field setting="orqPrompt" label={fields.orqPrompt} hint={fields.orqPromptHint} isOptional>
          <Text
            {...form.getControlProps('orqPrompt', true)}
            value={orqPrompt?.id ?? ''}
            onChange={(id) => set('orqPrompt', id === '' ? null : { id, version: 'latest' })}
          />
        </Field>
      )}
      <TextField setting="user" label={fields.user} hint={fields.userHint} />
      <TextField setting="name" label={fields.name} hint={fields.nameHint} />
    </div>
  )
}

type TextProps = Omit<ComponentPropsWithoutRef<'input'>, 'onChange'> & {
  onChange: (text: string) => void
}

function Text({ onChange, ...native }: TextProps) {
  const { slotProps } = useFormContext()
  return (
    <input
      autoComplete="off"
      {...slot(slotProps, 'control', native)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}

type StatusCodesProps = { codes: readonly number[]; onCodesChange: (codes: number[]) => void }

/** Codes as they are typed, such as "429, 500"; what is no number stays in sight and is an issue. */
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
  if (!form.isVisible(setting)) return null
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

/** Models in order, to add to and to take from. */
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
            value={model}
            onValueChange={(value) => change(fallbacks.with(index, { model: value }))}
          />
          <button
            type="button"
            aria-label={fields.moveUp(model)}
            title={fields.moveUp(model)}
            disabled={index === 0}
            onClick={() => change(moveUp(fallbacks, index))}
          >
            <Icon name="arrow" />
          </button>
          <RemoveButton
            model={model}
            onClick={() => change(fallbacks.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      <AddButton
        id={form.idOf('fallbacks')}
        label={fields.addFallback}
        onClick={() =>
          change([...fallbacks, { model: nextModel(form.models, [form.settings, ...fallbacks]) }])
        }
      />
    </Field>
  )
}

/** Models and how the requests are shared between them. */
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
            value={model}
            onValueChange={(value) => change(models.with(index, { model: value, weight }))}
          />
          <input
            type="range"
            aria-label={fields.weight(model)}
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
            model={model}
            onClick={() => change(models.filter((_, place) => place !== index))}
          />
        </div>
      ))}
      {balancer && (
        <AddButton
          label={fields.addModel}
          onClick={() =>
            change([...models, { model: nextModel(form.models, models), weight: defaults.weight }])
          }
        />
      )}
    </Switch>
  )
}

function AddButton({ id, label, onClick }: { id?: string; label: string; onClick: () => void }) {
  return (
    <button type="button" data-part="add" id={id} onClick={onClick}>
      <Icon name="plus" />
      {label}
    </button>
  )
}

function RemoveButton({ model, onClick }: { model: string; onClick: () => void }) {
  const label = useFormContext().labels.fields.removeModel(model)
  return (
    <button type="button" aria-label={label} title={label} onClick={onClick}>
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
