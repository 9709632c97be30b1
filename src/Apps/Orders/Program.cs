using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Tollgate.Hosting.Azure;
using Tollgate.Hosting.Azure.Events;
using Tollgate.Hosting.Azure.Sagas;
using Tollgate.Orders;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var module = new OrdersModule();
builder.AddModule(module);
builder.Services.AddDurableSagas(module.Info);
builder.AddEvents(module);
await builder.Build().RunAsync();
