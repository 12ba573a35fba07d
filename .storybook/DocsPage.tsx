import {
  Controls,
  Description,
  DocsContext,
  Primary,
  Source,
  Stories,
  Title,
} from '@storybook/addon-docs/blocks'
import { useContext } from 'react'
import { findComponent } from './argTypes.js'
import { Api } from './blocks.js'

/** The page of a component or a hook: what it is, a live story, every prop, then its other states. */
export function DocsPage() {
  const context = useContext(DocsContext)
  const { component, parameters } = context.storyById(context.componentStories()[0]?.id)
  const hook = parameters['hook'] as string | undefined
  const example = findComponent(component)?.example
  return (
    <>
      <Title />
      {hook ? <Api of={hook} /> : <Description />}
      {example && <Source language="tsx" code={example} />}
      <Primary />
      {!hook && <Controls />}
      <Stories includePrimary={false} />
    </>
  )
}
