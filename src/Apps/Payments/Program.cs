using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Tollgate.Payments;
using Tollgate.Hosting.Azure;
using Tollgate.Hosting.Azure.Events;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var module = new PaymentsModule();
builder.AddModule(module);
builder.AddEvents(module);
await builder.Build().RunAsync();
