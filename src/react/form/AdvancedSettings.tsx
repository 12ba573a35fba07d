import { useEffect, useState, type ComponentType } from 'react'
import { Icon } from '../ui/Icon.js'
import { slot } from '../ui/slots.js'
import { useFormContext } from './FormContext.js'
import { advancedSettings } from './formSettings.js'

/** The part for experts. Its fields are loaded only where a host shows some of them. */
export function AdvancedSettings() {
  const { form, labels, slotProps } = useFormContext()
  const [Fields, setFields] = useState<ComponentType>()
  const isShown = advancedSettings.some(form.isVisible)
  useEffect(() => {
    if (isShown) {
      void import('./AdvancedFields.js').then(({ AdvancedFields }) =>
        setFields(() => AdvancedFields),
      )
    }
  }, [isShown])
  if (!isShown) return null
  return (
    <details {...slot(slotProps, 'advanced', {})}>
      <summary>
        {labels.form.advanced}
        <Icon name="chevron" />
      </summary>
      {Fields && <Fields />}
    </details>
  )
}
