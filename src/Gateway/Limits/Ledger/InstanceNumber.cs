using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>What rows call an instance. Two instances with one number would only be taken for one when its part of a limit is reckoned.</summary>
internal static class InstanceNumber
{
    public static uint Of(string instanceId) => BinaryPrimitives.ReadUInt32LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(instanceId)));
}
