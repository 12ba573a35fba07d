import {
  Controls,
  Description,
  DocsContext,
  DocsStory,
  Markdown,
  Primary,
  Source,
  Title,
} from '@storybook/addon-docs/blocks'
import { useContext } from 'react'
import type { PreparedStory } from 'storybook/internal/types'
import { findComponent } from './argTypes.js'
import { Api } from './blocks.js'

/**
 * The page of a component or a hook: what it is, a live story, every prop, then its other states. Stories that somebody
 * plays are links: here nobody does, so they would all look like the first one. So are frames, which are slow.
 */
export function DocsPage() {
  const context = useContext(DocsContext)
  const [first, ...others] = context.componentStories()
  const { component, parameters } = context.storyById(first?.id)
  const isLink = ({ playFunction, parameters }: PreparedStory) =>
    Boolean(playFunction) || parameters['docs']?.story?.inline === false
  const hook = parameters['hook'] as string | undefined
  const example = findComponent(component)?.example
  return (
    <>
      <Title />
      {hook ? <Api of={hook} /> : <Description />}
      {example && <Source language="tsx" code={example} />}
      <Primary />
      {!hook && <Controls />}
      {others.length > 0 && <h2>Stories</h2>}
      {others
        .filter((story) => !isLink(story))
        .map((story) => (
          <DocsStory key={story.id} of={story.moduleExport} />
        ))}
      <Markdown>
        {others
          .filter(isLink)
          .map(
            ({ id, name, parameters }) =>
              `- [${name}](?path=/story/${id}): ${sentenceOf(parameters)}`,
          )
          .join('\n')}
      </Markdown>
    </>
  )
}

/** The docstring of a story. */
const sentenceOf = ({ docs }: { docs?: { description?: { story?: string } } }) =>
  docs?.description?.story ?? ''
