using System.Xml.Linq;

namespace Tollgate.Infra.Tests;

/// <summary>The workflow that deploys one service when its code, or code that it is made of, changes.</summary>
internal static class DeployWorkflow
{
    private static readonly string[] OfEveryApp = ["Directory.*", "global.json", "host.json", "src/Apps/Directory.Build.props"];

    /// <param name="service">The service.</param>
    /// <param name="app">The folder of its app.</param>
    public static string Write(string service, string app)
    {
        var paths = string.Concat(OfEveryApp.Concat(Closure(app).Order(StringComparer.Ordinal).Select(folder => $"{folder}/**")).Select(path => $"      - {path}\n"));
        return $"""
            name: deploy {service}

            on:
              workflow_dispatch:
              push:
                branches: [main]
                paths:
            {paths}
            permissions: {"{}"}

            jobs:
              deploy:
                permissions:
                  contents: read
                  id-token: write
                uses: ./.github/workflows/deploy.yml
                with:
                  service: {service}

            """.ReplaceLineEndings("\n");
    }

    private static List<string> Closure(string app)
    {
        List<string> folders = [app];
        for (var i = 0; i < folders.Count; i++)
        {
            var project = Directory.EnumerateFiles(Sources.Path(folders[i]), "*.csproj").Single();
            folders.AddRange(XDocument.Load(project).Descendants("ProjectReference")
                .Select(reference => Path.GetDirectoryName(Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, (string)reference.Attribute("Include")!)))!)
                .Select(folder => Path.GetRelativePath(Sources.Path(""), folder).Replace('\\', '/'))
                .Except(folders)
                .ToList());
        }

        return folders;
    }
}
