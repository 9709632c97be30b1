using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Tollgate.Hosting.Azure.Settings;
using Tollgate.Platform.Networks;

namespace Tollgate.Hosting.Azure.Dispatching;

/// <summary>
/// Gives a request back what the platform in front of the worker replaced: the client's address, the target as it was sent and
/// the client's certificate. Only what the settings trust; a header that can't be read changes nothing.
/// </summary>
internal sealed class ForwardedRequest(EdgeSettings settings)
{
    private const string CertificateHeader = "X-ARR-ClientCert";

    private static readonly string[] TargetHeaders = ["X-Waws-Unencoded-Url", "X-Original-URL"];

    public void Restore(HttpContext context)
    {
        if (settings.TrustPlatform)
        {
            RestoreAddress(context);
            RestoreTarget(context);
        }

        if (settings.ClientCertificate && ReadCertificate(context.Request.Headers[CertificateHeader]) is { } certificate)
        {
            context.Response.RegisterForDispose(certificate);
            context.Connection.ClientCertificate = certificate;
        }
    }

    private void RestoreAddress(HttpContext context)
    {
        var values = context.Request.Headers[settings.ClientAddressHeader];

        // In a list the platform's own entry is the last one; those before it are what the client claimed.
        if (values is [.., { Length: > 0 } last] && ForwardedAddress.Parse(last.AsSpan(last.LastIndexOf(',') + 1).Trim()) is { } address)
        {
            context.Connection.RemoteIpAddress = address;
        }
    }

    // Only the spelling of the path is restored, and only of the path that arrived: a front end that doesn't write these headers passes on
    // the client's own, and what stands before the gateway (a firewall, an access rule) has judged the path and the query that arrived.
    private static void RestoreTarget(HttpContext context)
    {
        foreach (var header in TargetHeaders)
        {
            if (context.Request.Headers[header] is [{ } target] && PathOf(target) is { } path && IsSame(path, context.Request.Path.Value ?? ""))
            {
                context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = path + context.Request.QueryString.Value;
                return;
            }
        }
    }

    private static string? PathOf(string target)
    {
        var end = target.IndexOf('?', StringComparison.Ordinal);
        var whole = end < 0 ? target : target[..end];
        if (whole.StartsWith('/'))
        {
            return whole;
        }

        var authority = whole.IndexOf("://", StringComparison.Ordinal);
        var start = authority < 0 ? -1 : whole.IndexOf('/', authority + 3);
        return start < 0 ? null : whole[start..];
    }

    // Kestrel leaves %2F in a path that it has decoded otherwise; the platform may have decoded it already.
    private static bool IsSame(string original, string arrived)
    {
        var decoded = Uri.UnescapeDataString(original);
        return decoded == arrived || decoded == Uri.UnescapeDataString(arrived);
    }

    private static X509Certificate2? ReadCertificate(StringValues header)
    {
        if (header is not [{ Length: > 0 } text])
        {
            return null;
        }

        try
        {
            return X509CertificateLoader.LoadCertificate(Convert.FromBase64String(text));
        }
        catch (Exception exception) when (exception is FormatException or CryptographicException)
        {
            return null;
        }
    }
}
