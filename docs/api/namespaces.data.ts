import { addressOf } from '../.vitepress/api/addresses'
import { api } from '../.vitepress/api/model'

interface Space { name: string; address: string; types: string }

declare const data: Space[]
export { data }

export default {
  load: (): Space[] => [...api().pages.values()]
    .map(([item]) => item)
    .filter(item => item.type === 'Namespace' && item.children?.some(child => api().pages.has(child)))
    .map(item => ({ name: item.uid, address: addressOf(item.uid)!, types: counted(item.children!.filter(child => api().pages.has(child)).length) }))
    .sort((left, right) => (left.name < right.name ? -1 : 1)),
}

const counted = (types: number) => (types === 1 ? '1 type' : `${types} types`)
