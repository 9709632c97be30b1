using System.Net.Sockets;
using Tollgate.Local.CommandLine;
using Tollgate.Local.Modules;

namespace Tollgate.Local.Listening;

/// <summary>The ports of all modules that run.</summary>
internal sealed class LocalPorts : IDisposable
{
    private readonly Dictionary<string, LoopbackPort> _ports = [];

    public LoopbackPort this[LocalModule module] => _ports[module.Name];

    /// <summary>The name of the identity provider, whose tokens the demo accepts, also where it isn't among the modules that run.</summary>
    public string IssuerOf(LocalOptions options) => _ports.TryGetValue(LocalModule.Identity, out var port)
        ? port.Root
        : $"http://127.0.0.1:{(options.PortBase == 0 ? new LocalOptions() : options).PortBase + LocalModule.All.Single(module => module.Name == LocalModule.Identity).Offset}";

    /// <returns>Null when all are taken, else what is wrong in one line.</returns>
    public string? TakeAll(LocalOptions options)
    {
        foreach (var module in LocalModule.All.Where(module => options.Runs(module.Name)))
        {
            var number = options.PortBase == 0 ? 0 : options.PortBase + module.Offset;
            try
            {
                _ports.Add(module.Name, LoopbackPort.Take(number));
            }
            catch (SocketException exception)
            {
                var problem = exception.SocketErrorCode is SocketError.AddressAlreadyInUse
                    ? "is in use: end the program that has it"
                    : $"can't be opened ({exception.Message})";
                return $"Port {number}, for the {module.Name}, {problem}, or choose other ports with --port-base.";
            }
        }

        return null;
    }

    public void Dispose()
    {
        foreach (var port in _ports.Values)
        {
            port.Dispose();
        }
    }
}
