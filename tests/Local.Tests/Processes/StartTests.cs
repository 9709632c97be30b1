using System.Net;
using System.Text.Json;
using Tollgate.Local.Listening;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Processes;

public sealed class StartTests
{
    [Fact]
    public async Task A_first_start_serves_the_demo_and_a_second_one_knows_the_same_key()
    {
        using var folder = new TemporaryFolder();
        string key;
        await using (var first = await LocalProcess.StartAsync("--data", folder.Path))
        {
            key = first.DemoKey;
            using var products = await first.GetAsync("/catalog/v1/products?limit=3", key);
            using var refused = await first.GetAsync("/catalog/v1/products", null);

            Assert.Equal(HttpStatusCode.OK, products.StatusCode);
            Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
            Assert.Equal("application/problem+json", refused.Content.Headers.ContentType?.MediaType);
            Assert.Empty(first.Messages);
            Assert.Equal(0, await first.StopAsync());
            Assert.Single(first.Output);
        }

        await using var second = await LocalProcess.StartAsync("--data", folder.Path);
        using var again = await second.GetAsync("/catalog/v1/products?limit=3", key);

        Assert.Equal(key, second.DemoKey);
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Every_request_leaves_a_line_in_the_access_log()
    {
        using var folder = new TemporaryFolder();
        await using var local = await LocalProcess.StartAsync("--data", folder.Path);
        using var answer = await local.GetAsync("/catalog/v1/products", local.DemoKey);

        await local.StopAsync();

        using var record = JsonDocument.Parse(Assert.Single(await File.ReadAllLinesAsync(Path.Combine(folder.Path, "logs", "access.jsonl"))));
        Assert.Equal(("catalog", 200), (record.RootElement.GetProperty("api").GetString(), record.RootElement.GetProperty("status").GetInt32()));
        Assert.DoesNotContain(local.DemoKey, record.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_kept_in_memory()
    {
        using var folder = new TemporaryFolder();
        await using var local = await LocalProcess.StartAsync("--memory");

        using var products = await local.GetAsync("/catalog/v1/products", local.DemoKey);

        Assert.Equal(HttpStatusCode.OK, products.StatusCode);
        Assert.False(Directory.Exists(".tollgate"));
    }

    [Fact]
    public async Task A_process_for_each_module_makes_the_same_whole()
    {
        using var folder = new TemporaryFolder();
        await using var catalog = await LocalProcess.StartAsync("--data", folder.Path, "--only", "catalog");
        await using var gateway = await LocalProcess.StartAsync("--data", folder.Path, "--only", "gateway");

        using var products = await gateway.GetAsync("/catalog/v1/products", gateway.DemoKey);
        using var direct = await catalog.Client.GetAsync(catalog.Url("catalog", "/products"));

        Assert.Equal(HttpStatusCode.OK, products.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, direct.StatusCode);
        Assert.Equal(["catalog"], catalog.Ready.GetProperty("services").EnumerateObject().Select(service => service.Name));
        Assert.Equal(["gateway"], gateway.Ready.GetProperty("services").EnumerateObject().Select(service => service.Name));
    }

    [Fact]
    public async Task A_gateway_alone_answers_503_for_a_service_that_does_not_run()
    {
        await using var local = await LocalProcess.StartAsync("--memory", "--only", "gateway");

        using var answer = await local.GetAsync("/catalog/v1/products", local.DemoKey);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    [Fact]
    public async Task Reset_waits_for_nobody_and_starts_afresh()
    {
        using var folder = new TemporaryFolder();
        string key;
        await using (var first = await LocalProcess.StartAsync("--data", folder.Path))
        {
            key = first.DemoKey;
            var (exitCode, output, messages) = await LocalProcess.RunAsync("--data", folder.Path, "--reset", "--port-base", "0");

            Assert.Equal((1, 0), (exitCode, output.Count));
            Assert.Contains("in use by another process", Assert.Single(messages), StringComparison.Ordinal);
            await first.StopAsync();
        }

        await using var second = await LocalProcess.StartAsync("--data", folder.Path, "--reset");

        Assert.NotEqual(key, second.DemoKey);
    }

    [Fact]
    public async Task A_busy_port_is_one_line_that_names_the_port_and_the_option()
    {
        using var busy = LoopbackPort.Take(0);

        var (exitCode, output, messages) = await LocalProcess.RunAsync("--memory", "--port-base", $"{busy.Url.Port - 1}");

        Assert.Equal((1, 0), (exitCode, output.Count));
        Assert.Equal(
            [$"Port {busy.Url.Port}, for the gateway, is in use: end the program that has it, or choose other ports with --port-base."], messages);
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_one_line()
    {
        using var folder = new TemporaryFolder();
        await File.WriteAllTextAsync(folder.File("data"), "");

        var (exitCode, output, messages) = await LocalProcess.RunAsync("--data", folder.File("data"), "--port-base", "0");

        Assert.Equal((1, 0), (exitCode, output.Count));
        Assert.Contains(folder.File("data"), Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_configuration_that_does_not_exist_is_one_line()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, messages) = await LocalProcess.RunAsync("--memory", "--port-base", "0", "--config", folder.File("none.yaml"));

        Assert.Equal((1, 0), (exitCode, output.Count));
        Assert.Equal([$"There is no file or folder '{folder.File("none.yaml")}'. --help lists the options."], messages);
    }

    [Fact]
    public async Task A_configuration_folder_without_resource_files_is_one_line_that_names_it()
    {
        using var folder = new TemporaryFolder();

        var (exitCode, output, messages) = await LocalProcess.RunAsync("--memory", "--port-base", "0", "--config", folder.Path);

        Assert.Equal((1, 0), (exitCode, output.Count));
        Assert.StartsWith($"The folder '{folder.Path}' has no resource files", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stored_configuration_that_lost_a_file_is_one_line_that_says_how_to_go_on()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await LocalProcess.StartAsync("--data", folder.Path))
        {
            await first.StopAsync();
        }

        Array.ForEach(Directory.GetFiles(folder.Path, "*.blob", SearchOption.AllDirectories), File.Delete);
        var (exitCode, output, messages) = await LocalProcess.RunAsync("--data", folder.Path, "--port-base", "0");

        Assert.Equal((1, 0), (exitCode, output.Count));
        Assert.Contains("or start afresh with --reset", Assert.Single(messages), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_mistakes_in_a_configuration_are_reported_with_their_places()
    {
        using var folder = new TemporaryFolder();
        var file = folder.File("bad.yaml");
        await File.WriteAllTextAsync(file, "api: orders\npath: orders\nupstream: [ftp://127.0.0.1]\n---\nplan: p\napis: [nowhere]\n");

        var (exitCode, output, messages) = await LocalProcess.RunAsync("--memory", "--port-base", "0", "--config", file);

        Assert.Equal((1, 0), (exitCode, output.Count));
        Assert.Contains(messages, line => line.StartsWith($"{file}:2:", StringComparison.Ordinal) && line.Contains("/path", StringComparison.Ordinal));
        Assert.Contains(messages, line => line.StartsWith($"{file}:3:", StringComparison.Ordinal) && line.Contains("/upstream", StringComparison.Ordinal));
        Assert.Contains(messages, line => line.StartsWith($"{file}:6:", StringComparison.Ordinal) && line.Contains("/apis", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_wrong_option_is_one_line_and_exit_code_2()
    {
        var (exitCode, output, messages) = await LocalProcess.RunAsync("--dta", "x");

        Assert.Equal((2, 0), (exitCode, output.Count));
        Assert.Equal(["--dta is not an option. --help lists the options."], messages);
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        var (exitCode, output, messages) = await LocalProcess.RunAsync("--help");

        var text = string.Join('\n', output);
        Assert.Equal((0, 0), (exitCode, messages.Count));
        Assert.All(
            ["--data", "--memory", "--reset", "--config", "--only", "--port-base", "--ready-json", "--access-log", "--verbose", "--version", "--help"],
            option => Assert.Contains($"  {option} ", text, StringComparison.Ordinal));
    }
}
