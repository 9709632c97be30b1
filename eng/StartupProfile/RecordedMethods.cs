using System.Reflection;
using Microsoft.Diagnostics.Tracing;

namespace Tollgate.StartupProfile;

/// <summary>The methods that a trace of this process's runtime names: those that were compiled while it ran, and those that had been before.</summary>
internal static class RecordedMethods
{
    private const BindingFlags Hidden = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    // The public way from a handle to a method needs the type too, which an event doesn't name.
    private static readonly MethodInfo InfoOf = typeof(RuntimeMethodHandle).GetMethod("GetMethodInfo", Hidden)!;
    private static readonly MethodInfo MethodOf = typeof(object).Assembly.GetType("System.RuntimeType")!
        .GetMethods(Hidden).Single(method => method.Name == "GetMethodBase" && method.GetParameters().Length == 1);

    /// <summary>Reads a trace that may still be written.</summary>
    public static List<MethodBase> Read(string trace)
    {
        var copy = Path.GetTempFileName();
        try
        {
            using (var from = new FileStream(trace, FileMode.Open, FileAccess.Read, FileShare.ReadWrite))
            using (var to = File.Create(copy))
            {
                from.CopyTo(to);
            }

            return [.. Ids(copy).Select(Find).OfType<MethodBase>()];
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static HashSet<long> Ids(string trace)
    {
        var ids = new HashSet<long>();
        using var source = new EventPipeEventSource(trace);
        source.Clr.MethodLoadVerbose += data => Add(data.MethodID, data.MethodNamespace);
        source.Clr.MethodR2RGetEntryPoint += data => Add(data.MethodID, data.MethodNamespace);
        try
        {
            source.Process();
        }
        catch (Exception exception) when (exception is FormatException or EndOfStreamException or IOException)
        {
            // The end is still to be written.
        }

        return ids;

        void Add(long id, string declaring)
        {
            if (declaring != "dynamicClass")
            {
                ids.Add(id);
            }
        }
    }

    private static MethodBase? Find(long id)
    {
        var info = InfoOf.Invoke(RuntimeMethodHandle.FromIntPtr((nint)id), null);
        return MethodOf.Invoke(null, [info]) is MethodBase { DeclaringType: not null, Module.Assembly.IsDynamic: false } method ? method : null;
    }
}
