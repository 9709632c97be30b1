using Tollgate.Platform.Configuration;

namespace Tollgate.Local.Demo;

/// <summary>The configuration that a first start finds: the catalog, published, with somebody who may call it.</summary>
internal static class DemoConfiguration
{
    /// <summary>The subscription whose key the start shows.</summary>
    public const string Subscription = "demo";

    private const string FileName = "demo.yaml";

    /// <summary>Writes it into a folder, unless the folder exists: then it is the user's.</summary>
    /// <exception cref="IOException">It can't be written.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not write there.</exception>
    public static void Seed(string folder)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(Path.Combine(folder, FileName), Content());
        }
    }

    public static ConfigurationFile Read() => new(FileName, Content());

    private static byte[] Content()
    {
        using var resource = typeof(DemoConfiguration).Assembly.GetManifestResourceStream(typeof(DemoConfiguration), FileName)!;
        var content = new byte[resource.Length];
        resource.ReadExactly(content);
        return content;
    }
}
