import { areaOf, areas } from '../repository'
import { escaped, firstPageOf, pageName } from './addresses'
import { api, type Item } from './model'

interface Entry { text: string; link: string; collapsed?: boolean; items?: Entry[] }

/** The trees beside the pages of types, one for each area: one for all would be most of every page. */
export function sidebars(): Record<string, Entry[]> {
  const subjects = [...api().pages.values()].map(([item]) => item).sort(byName)
  const trees: Record<string, Entry[]> = {}
  for (const area of areas) {
    const spaces = subjects.filter(item => item.type === 'Namespace' && areaOf(item.uid) === area.name)
    trees[`/api/Platform.${area.name}`] = spaces.map(space => treeOf(space, subjects)).filter(entry => entry.items!.length > 0)
  }
  // The first that fits is taken.
  trees['/api/'] = areas.flatMap(area => {
    const first = firstPageOf(`Platform.${area.name}`)
    return first ? [{ text: `Platform.${area.name}`, link: `/api/${pageName(first)}` }] : []
  })
  return trees
}

const treeOf = (space: Item, subjects: Item[]): Entry => ({
  text: space.uid,
  link: `/api/${space.uid}`,
  collapsed: true,
  items: subjects
    .filter(item => item.namespace === space.uid && item.type !== 'Namespace')
    .map(item => ({ text: escaped(item.name), link: `/api/${pageName(item.uid)}` })),
})

const byName = (left: Item, right: Item) => (left.name < right.name ? -1 : 1)
