using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;
using Tollgate.Payments;
using Tollgate.Hosting.Azure;

var builder = FunctionsApplication.CreateBuilder(args);
builder.ConfigureFunctionsWebApplication();
builder.AddModule(new PaymentsModule());
await builder.Build().RunAsync();
