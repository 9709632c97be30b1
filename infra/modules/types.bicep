@export()
@description('Texts by name.')
type texts = { *: string }

@export()
@description('What a service may do with a table or container of the platform account.')
type access = {
  name: string
  access: 'read' | 'write'
}

@export()
@description('A service as its code declares it: an entry of modules.generated.json.')
type service = {
  name: string
  tables: string[]
  containers: string[]
  platformTables: access[]
  platformContainers: access[]
  publishes: string[]
  subscriptions: string[]
  sagas: string[]
}

@export()
@description('What all apps of an environment stand on.')
type platform = {
  storage: string
  insights: string
  vault: string
  @description('Null where nothing publishes events.')
  bus: string?
}

@export()
@description('How big an app is and may become.')
type scale = {
  memoryMB: 512 | 2048 | 4096
  @minValue(1)
  @maxValue(1000)
  maximumInstances: int
  @description('Instances that stay up for HTTP without requests; they cost as long as they are.')
  alwaysReady: int
  @description('Replaces instances one after the other at a deployment, where the region has that; else all at once.')
  rollingUpdate: bool
}

@export()
@description('Subnets and private DNS zones by service, or null without a private network.')
type network = {
  apps: string
  endpoints: string
  @description('Zone ids by the last part of the private endpoint group: blob, queue, table, vault, sites.')
  zones: texts
}?
