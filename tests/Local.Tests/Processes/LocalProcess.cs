using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Tollgate.Local.Tests.Processes;

/// <summary>The real thing: Local as a process of its own, on free ports.</summary>
internal sealed class LocalProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly LineLog _output;
    private readonly LineLog _messages;

    private LocalProcess(Process process)
    {
        _process = process;
        _output = new LineLog(process.StandardOutput);
        _messages = new LineLog(process.StandardError);
    }

    /// <summary>What came on standard output, after the end.</summary>
    public IReadOnlyList<string> Output => _output.Lines;

    /// <summary>What came on standard error.</summary>
    public IReadOnlyList<string> Messages => _messages.Lines;

    /// <summary>The parsed ready line.</summary>
    public JsonElement Ready { get; private set; }

    public string DemoKey => Ready.GetProperty("demoKey").GetString()!;

    public HttpClient Client { get; } = new(new SocketsHttpHandler()) { Timeout = Patience };

    /// <summary>Starts it on free ports and waits until it is ready.</summary>
    public static Task<LocalProcess> StartAsync(params string[] arguments) => StartAsync(new Dictionary<string, string>(), arguments);

    /// <summary>Starts it on free ports, with settings in its environment, and waits until it is ready.</summary>
    public static async Task<LocalProcess> StartAsync(IReadOnlyDictionary<string, string> settings, params string[] arguments)
    {
        var local = Launch(["--port-base", "0", "--ready-json", .. arguments], settings);
        var line = await local._output.FirstAsync(_ => true).WaitAsync(Patience, TimeProvider.System);
        local.Ready = line is null
            ? throw new InvalidOperationException($"It ended before it was ready: {string.Join('\n', local.Messages)}")
            : JsonDocument.Parse(line).RootElement;
        return local;
    }

    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, IReadOnlyList<string> Output, IReadOnlyList<string> Messages)> RunAsync(params string[] arguments)
    {
        await using var local = Launch(arguments, new Dictionary<string, string>());
        return (await local.ExitAsync(), local.Output, local.Messages);
    }

    /// <summary>The address of a path on one of its modules.</summary>
    public Uri Url(string service, string path) => new(Ready.GetProperty("services").GetProperty(service).GetString() + path);

    public HttpRequestMessage Request(HttpMethod method, string path, string? key)
    {
        var request = new HttpRequestMessage(method, Url("gateway", path));
        request.Headers.Authorization = key is null ? null : new AuthenticationHeaderValue("Bearer", key);
        return request;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? key)
    {
        using var request = Request(HttpMethod.Get, path, key);
        return await Client.SendAsync(request);
    }

    /// <summary>Waits for a line on standard error.</summary>
    public async Task<string> MessageAsync(string part) =>
        await _messages.FirstAsync(line => line.Contains(part, StringComparison.Ordinal)).WaitAsync(Patience, TimeProvider.System)
            ?? throw new InvalidOperationException($"It ended without saying '{part}': {string.Join('\n', Messages)}");

    /// <summary>Sends a signal: <c>INT</c>, as Ctrl-C does, or <c>TERM</c>.</summary>
    public async Task SendAsync(string signal)
    {
        using var kill = Process.Start("sh", ["-c", string.Create(CultureInfo.InvariantCulture, $"kill -{signal} {_process.Id}")]);
        await kill.WaitForExitAsync();
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits for the end.</summary>
    public async Task<int> ExitAsync()
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        await _process.WaitForExitAsync(patience.Token);
        await Task.WhenAll(_output.Completion, _messages.Completion);
        return _process.ExitCode;
    }

    /// <summary>Kills it, as a power cut would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Asks it to end, and waits for that.</summary>
    public async Task<int> StopAsync()
    {
        await SendAsync("TERM");
        return await ExitAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private static LocalProcess Launch(IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> settings)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            ArgumentList = { "exec", AssemblyPath() },
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return new LocalProcess(Process.Start(start)!);
    }

    /// <summary>Beside this assembly's own folder in the build output: <c>bin/Local.Tests/release</c> and <c>bin/Local/release</c>.</summary>
    private static string AssemblyPath()
    {
        var own = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.Combine(own.Parent!.Parent!.FullName, "Local", own.Name, "Tollgate.Local.dll");
        return File.Exists(path) ? path : throw new FileNotFoundException(string.Create(CultureInfo.InvariantCulture, $"Build src/Local first: there is no {path}."));
    }
}
