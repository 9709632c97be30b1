import { texts } from 'types.bicep'

param location string
param tags texts

@description('The Application Insights that it shows.')
param source string

resource workbook 'Microsoft.Insights/workbooks@2023-06-01' = {
  name: guid(resourceGroup().id, 'tollgate')
  location: location
  tags: tags
  kind: 'shared'
  properties: {
    displayName: 'Tollgate'
    category: 'workbook'
    version: '1.0'
    sourceId: source
    serializedData: loadTextContent('workbook.json')
  }
}
