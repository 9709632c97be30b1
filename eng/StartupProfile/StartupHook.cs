using System.Reflection;
using System.Runtime.Loader;
using Tollgate.StartupProfile;

/// <summary>
/// What the runtime calls before <c>Main</c> where <c>DOTNET_STARTUP_HOOKS</c> names this assembly. The process must also record the runtime's
/// events, as <c>record.sh</c> makes it do: at its end it writes which methods ran, where <c>STARTUP_PROFILE</c> says.
/// </summary>
internal static class StartupHook
{
    /// <summary>Called by the runtime.</summary>
    public static void Initialize()
    {
        AssemblyLoadContext.Default.Resolving += static (context, name) =>
        {
            var file = Path.Combine(Path.GetDirectoryName(typeof(StartupHook).Assembly.Location)!, name.Name + ".dll");
            return File.Exists(file) ? context.LoadFromAssemblyPath(file) : null;
        };
        AppDomain.CurrentDomain.ProcessExit += static (_, _) => Write();
    }

    private static void Write()
    {
        var (trace, profile) = (Required("DOTNET_EventPipeOutputPath"), Required("STARTUP_PROFILE"));
        var methods = RecordedMethods.Read(trace).Where(method => method.Module.Assembly != Assembly.GetExecutingAssembly());
        var count = ProfileFile.Write(profile, methods);
        Console.Error.WriteLine($"{profile}: {count} methods.");
    }

    private static string Required(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"Set {variable}; record.sh does.");
}
