using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using Tollgate.Testing;

namespace Tollgate.Local.Tests.Processes;

/// <summary>Does what docs/getting-started.md says, step by step, and compares the answers.</summary>
public sealed partial class GettingStartedTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private string _token = "";

    [Fact]
    public async Task The_guide_is_true()
    {
        using var folder = new TemporaryFolder();
        await using var upstream = await Upstream.StartAsync("files");
        await using var local = await LocalProcess.StartAsync("--data", folder.Path);
        var answers = 0;
        var blocks = Block().Matches(await File.ReadAllTextAsync(Guide()));
        foreach (var (block, next) in blocks.Zip([.. blocks.Skip(1), null]))
        {
            var (language, text) = (block.Groups[1].Value, block.Groups[2].Value);
            if (language == "yaml")
            {
                var name = ConfigurationFile().Match(text).Groups[1].Value;
                await File.WriteAllTextAsync(
                    Path.Combine(folder.Path, "config", name), text.Replace("http://127.0.0.1:5000", upstream.Url.AbsoluteUri, StringComparison.Ordinal));
            }
            else if (text.StartsWith("curl ", StringComparison.Ordinal))
            {
                Assert.Equal("http", next!.Groups[1].Value);
                Assert.Equal(next.Groups[2].Value.Trim(), await AnswerAsync(local, text, next.Groups[2].Value.Trim()));
                answers++;
            }
        }

        Assert.Equal(10, answers);
    }

    /// <summary>Sends the request until the answer is the expected one, since a changed file takes a moment to be served.</summary>
    private async Task<string> AnswerAsync(LocalProcess local, string command, string expected)
    {
        using var patience = new CancellationTokenSource(Patience, TimeProvider.System);
        while (true)
        {
            using var request = Parse(command, local);
            using var response = await local.Client.SendAsync(request);
            var head = $"HTTP/1.1 {(int)response.StatusCode} {response.ReasonPhrase}";
            var answer = expected.Contains('\n', StringComparison.Ordinal) ? $"{head}\nContent-Type: {response.Content.Headers.ContentType}" : head;
            TakeToken(await response.Content.ReadAsStringAsync(patience.Token));
            if (answer == expected || patience.IsCancellationRequested)
            {
                return answer;
            }
        }
    }

    private void TakeToken(string answer)
    {
        if (AccessToken().Match(answer) is { Success: true } found)
        {
            _token = found.Groups[1].Value;
        }
    }

    private HttpRequestMessage Parse(string command, LocalProcess local)
    {
        var words = Word().Matches(command).Select(match => Fill(match.Value.Trim('"', '\''), local)).Skip(1).ToList();
        var url = new Uri(words[^1]);
        var module = url.Port switch { 7071 => "gateway", 7079 => "identity", _ => "catalog" };
        var request = new HttpRequestMessage(HttpMethod.Get, local.Url(module, url.PathAndQuery));
        List<string> form = [];
        for (var i = 0; i < words.Count - 1; i++)
        {
            switch (words[i])
            {
                case "-X":
                    request.Method = new HttpMethod(words[++i]);
                    break;
                case "-d" when words[++i].StartsWith('{'):
                    request.Content = new StringContent(words[i], Encoding.UTF8, "application/json");
                    break;
                case "-d":
                    form.Add(words[i]);
                    request.Method = HttpMethod.Post;
                    request.Content = new StringContent(string.Join('&', form), Encoding.UTF8, "application/x-www-form-urlencoded");
                    break;
                case "-u":
                    request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes(words[++i])));
                    break;
                case "-H" when words[++i].Split(": ", 2) is [var name, var value] && name != "Content-Type":
                    request.Headers.Add(name, value);
                    break;
                default:
                    Assert.True(words[i] is "-i" or "Content-Type: application/json", $"What is '{words[i]}'?");
                    break;
            }
        }

        return request;
    }

    private string Fill(string word, LocalProcess local) => word
        .Replace("$KEY", local.DemoKey, StringComparison.Ordinal)
        .Replace("$SECRET", local.Ready.GetProperty("client").GetProperty("secret").GetString(), StringComparison.Ordinal)
        .Replace("$TOKEN", _token, StringComparison.Ordinal);

    private static string Guide()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Functions.sln")))
        {
            folder = folder.Parent!;
        }

        return Path.Combine(folder.FullName, "docs", "getting-started.md");
    }

    [GeneratedRegex("\"access_token\":\"([^\"]+)\"")]
    private static partial Regex AccessToken();

    [GeneratedRegex("^```([a-z]+)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"^# \.tollgate/config/(\S+)")]
    private static partial Regex ConfigurationFile();

    [GeneratedRegex("""\"[^\"]*\"|'[^']*'|\S+""")]
    private static partial Regex Word();
}
