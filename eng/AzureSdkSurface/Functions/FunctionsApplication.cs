using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Tollgate.AzureSdkSurface;

namespace Microsoft.Azure.Functions.Worker.Builder;

public static class FunctionsApplication
{
    public static FunctionsApplicationBuilder CreateBuilder(string[] args) => throw new SurfaceException();
}

public class FunctionsApplicationBuilder : IHostApplicationBuilder
{
    internal FunctionsApplicationBuilder()
    {
    }

    public ConfigurationManager Configuration => throw new SurfaceException();

    IConfigurationManager IHostApplicationBuilder.Configuration => Configuration;

    public IHostEnvironment Environment => throw new SurfaceException();

    public ILoggingBuilder Logging => throw new SurfaceException();

    public IMetricsBuilder Metrics => throw new SurfaceException();

    public IServiceCollection Services => throw new SurfaceException();

    public IDictionary<object, object> Properties => throw new SurfaceException();

    public IHost Build() => throw new SurfaceException();

    public void ConfigureContainer<TContainerBuilder>(
        IServiceProviderFactory<TContainerBuilder> factory, Action<TContainerBuilder>? configure = null)
        where TContainerBuilder : notnull => throw new SurfaceException();
}

public static class FunctionsApplicationBuilderAspNetCoreExtensions
{
    public static FunctionsApplicationBuilder ConfigureFunctionsWebApplication(this FunctionsApplicationBuilder builder) => throw new SurfaceException();
}
