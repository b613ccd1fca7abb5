import { readFileSync, readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { parse } from 'yaml'
import { root } from '../repository'

// What docfx has read of the assemblies and their comments; texts are HTML.

export interface Parameter { id: string; type?: string; description?: string }

export interface Item {
  uid: string
  id: string
  parent?: string
  children?: string[]
  name: string
  fullName: string
  type: 'Namespace' | 'Class' | 'Struct' | 'Interface' | 'Enum' | 'Delegate' | 'Constructor' | 'Property' | 'Method' | 'Operator' | 'Field' | 'Event'
  assemblies?: string[]
  namespace?: string
  summary?: string
  remarks?: string
  example?: string[]
  syntax?: { content: string; parameters?: Parameter[]; typeParameters?: Parameter[]; return?: Parameter }
  inheritance?: string[]
  derivedClasses?: string[]
  implements?: string[]
  extensionMethods?: string[]
  exceptions?: { type: string; description?: string }[]
  isEii?: boolean
}

export interface Reference { uid: string; name: string; href?: string; definition?: string; 'spec.csharp'?: { uid?: string; name: string; href?: string }[] }

export interface Api {
  /** Types and namespaces, with their members behind them. */
  pages: Map<string, Item[]>
  items: Map<string, Item>
  references: Map<string, Reference>
}

let cached: Api | undefined

/** All of the API. Empty, with a word of how to make it, where it was not made: the rest of the site can be looked at without it. */
export function api(): Api {
  if (cached) return cached
  const folder = resolve(root, 'artifacts/docs/api')
  const made: Api = { pages: new Map(), items: new Map(), references: new Map() }
  for (const file of filesOf(folder)) {
    const { items, references } = parse(readFileSync(resolve(folder, file), 'utf8')) as { items: Item[]; references?: Reference[] }
    const shown = items.filter(item => !item.isEii)
    made.pages.set(shown[0].uid, shown)
    for (const item of shown) made.items.set(item.uid, item)
    for (const reference of references ?? []) if (!made.references.has(reference.uid)) made.references.set(reference.uid, reference)
  }
  return (cached = made)
}

function filesOf(folder: string) {
  try {
    return readdirSync(folder).filter(file => file.endsWith('.yml') && file !== 'toc.yml')
  } catch {
    console.warn('The API reference is empty: ./eng/docs.sh makes it.')
    return []
  }
}
