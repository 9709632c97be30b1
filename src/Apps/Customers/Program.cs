using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Tollgate.Customers;
using Tollgate.Hosting.Azure;
using Tollgate.Hosting.Azure.Events;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
var module = new CustomersModule();
builder.AddModule(module);
builder.AddEvents(module);
await builder.Build().RunAsync();
