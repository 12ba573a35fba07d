import { useState, type SyntheticEvent } from 'react'
import { ChunkError } from '../ui/ChunkError.js'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useChunk } from '../ui/useChunk.js'
import { useFormContext } from './FormContext.js'

const groups = ['reliability', 'results', 'tracking'] as const

/** The settings for experts, folded, in three groups. Their fields are loaded only if a form shows some of them. */
export function AdvancedSettings() {
  const { form, labels, slotProps } = useFormContext()
  const [isUnfolded, setIsUnfolded] = useState(false)
  const names = groups.flatMap(form.settingsOf)
  const { chunk, error, retry } = useChunk(() => import('./AdvancedFields.js'), names.length > 0)
  const hasIssue = form.issues.some(({ setting }) => names.some((name) => name === setting))
  // An issue unfolds them, and they stay unfolded while it is fixed.
  if (hasIssue && !isUnfolded) setIsUnfolded(true)
  if (names.length === 0) return null
  const changes = form.countChanges(names)
  return (
    <details
      {...slot(slotProps, 'advanced', {
        open: isUnfolded,
        onToggle: (event: SyntheticEvent<HTMLDetailsElement>) =>
          setIsUnfolded(event.currentTarget.open),
      })}
    >
      <summary>
        <span>
          {labels.form.advanced}
          {!isUnfolded && changes > 0 && (
            <span data-part="changes"> {labels.form.changed(changes)}</span>
          )}
        </span>
        <Icon name="chevron" />
      </summary>
      {chunk &&
        groups
          .filter((group) => form.settingsOf(group).length > 0)
          .map((group) => (
            <section
              key={group}
              data-part="group"
              aria-labelledby={`${form.idOf('name')}-${group}`}
            >
              <h3 data-part="group-title" id={`${form.idOf('name')}-${group}`}>
                {labels.form.groups[group]}
              </h3>
              <chunk.AdvancedFields names={form.settingsOf(group)} />
            </section>
          ))}
      {error !== undefined && <ChunkError labels={labels.chunk} onRetry={retry} />}
    </details>
  )
}
