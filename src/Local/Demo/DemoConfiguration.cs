using System.Text;
using Tollgate.Platform.Configuration;

namespace Tollgate.Local.Demo;

/// <summary>The configuration that a first start finds: the catalog, published, with somebody who may call it.</summary>
internal static class DemoConfiguration
{
    /// <summary>The subscription whose key the start shows.</summary>
    public const string Subscription = "demo";

    private const string FileName = "demo.yaml";

    // Where the identity provider is unless the options say otherwise.
    private const string UsualIssuer = "http://127.0.0.1:7079";

    /// <summary>Writes it into a folder, unless the folder exists: then it is the user's.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="issuer">The identity provider whose tokens the demo accepts.</param>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Seed(string folder, string issuer)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, FileName), Content(issuer));
        }
    }

    public static ConfigurationFile Read(string issuer) => new(FileName, Content(issuer));

    private static byte[] Content(string issuer)
    {
        using var resource = new StreamReader(typeof(DemoConfiguration).Assembly.GetManifestResourceStream(typeof(DemoConfiguration), FileName)!);
        return Encoding.UTF8.GetBytes(resource.ReadToEnd().Replace(UsualIssuer, issuer, StringComparison.Ordinal));
    }
}
