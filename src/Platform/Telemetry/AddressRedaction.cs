using System.Diagnostics;
using OpenTelemetry;

namespace Tollgate.Platform.Telemetry;

/// <summary>Takes the path out of the address that a call went to, and leaves the server: paths, and keys of rows in them, carry personal data.</summary>
internal sealed class AddressRedaction : BaseProcessor<Activity>
{
    private const string Address = "url.full";

    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Address) is string address)
        {
            data.SetTag(Address, Uri.TryCreate(address, UriKind.Absolute, out var uri) ? uri.GetLeftPart(UriPartial.Authority) + "/" : null);
        }
    }
}
