using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Tollgate.Platform.Http;
using Tollgate.Testing;

namespace Tollgate.Platform.Tests.Http;

/// <summary>A service on Kestrel that has nothing but the conventions and what a test maps.</summary>
internal sealed class ConventionsHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ConventionsHost(WebApplication app)
    {
        _app = app;
        Client = new HttpClient(new SocketsHttpHandler()) { BaseAddress = new Uri(app.Urls.Single()) };
    }

    public HttpClient Client { get; }

    public static async Task<ConventionsHost> StartAsync(Action<WebApplication> map, Action<IServiceCollection>? add = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(time ?? new ManualClock());
        builder.Services.AddTollgateConventions();
        add?.Invoke(builder.Services);
        var app = builder.Build();
        app.UseTollgateConventions();
        app.UseRouting();
        map(app);
        await app.StartAsync();
        return new ConventionsHost(app);
    }

    public Task<HttpResponseMessage> GetAsync(string path) => Client.GetAsync(new Uri(path, UriKind.Relative));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
