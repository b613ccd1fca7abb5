import { pageName } from '../.vitepress/api/addresses'
import { api } from '../.vitepress/api/model'
import { pageOf } from '../.vitepress/api/page'

export default {
  paths: () => [...api().pages.keys()].map(uid => ({ params: { uid: pageName(uid) }, content: pageOf(uid) })),
}
