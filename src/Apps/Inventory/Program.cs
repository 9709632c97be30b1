using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Tollgate.Inventory;
using Tollgate.Hosting.Azure;
using Tollgate.Hosting.Azure.Events;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var module = new InventoryModule();
builder.AddModule(module);
builder.AddEvents(module);
await builder.Build().RunAsync();
