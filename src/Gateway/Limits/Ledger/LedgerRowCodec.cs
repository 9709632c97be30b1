using System.Text;
using Tollgate.Platform.Tables;

namespace Tollgate.Gateway.Limits.Ledger;

/// <summary>A row as it is stored: one binary property for the state, one time for the purge.</summary>
internal static class LedgerRowCodec
{
    /// <summary>When the row may be deleted.</summary>
    public const string Expires = nameof(Expires);

    private const string State = nameof(State);
    private const byte Format = 1;

    // A purge must never delete what an instance whose estimate lags still counts.
    private static readonly TimeSpan Margin = TimeSpan.FromHours(1);

    /// <summary>What a write stores. Buckets are stored as of the row's time, before the write, with what the write takes beside it.</summary>
    public static TableEntity Encode(TableKey key, LedgerRow row, ReadOnlySpan<(Account Account, long Tokens)> taken)
    {
        var buffer = new MemoryStream(128);
        using (var writer = new BinaryWriter(buffer, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Format);
            writer.Write(row.Time);
            writer.Write7BitEncodedInt(row.Accounts.Count);
            foreach (var account in row.Accounts)
            {
                Write(writer, account, TakenFrom(account, taken));
            }

            writer.Write7BitEncodedInt(row.Writers.Count);
            foreach (var (instance, second) in row.Writers)
            {
                writer.Write(instance);
                writer.Write7BitEncodedInt64(second);
            }
        }

        var expires = row.Time;
        foreach (var account in row.Accounts)
        {
            expires = Math.Max(expires, account.ForgottenAt(row.Time));
        }

        return new TableEntity(key) { { State, buffer.ToArray() }, { Expires, new DateTimeOffset(expires, TimeSpan.Zero) + Margin } };
    }

    /// <exception cref="InvalidDataException">No gateway of this version wrote that.</exception>
    public static LedgerRow Decode(TableEntity entity)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(entity.GetBinary(State) ?? []), Encoding.UTF8);
            return reader.ReadByte() == Format ? Read(reader, entity) : throw new InvalidDataException("The ledger row was written by another version.");
        }
        catch (Exception exception) when (exception is IOException or FormatException or ArgumentException)
        {
            throw new InvalidDataException("The ledger row is cut off or damaged.", exception);
        }
    }

    private static LedgerRow Read(BinaryReader reader, TableEntity entity)
    {
        var time = reader.ReadInt64();
        var accounts = new (Account Account, long Tokens)[Count(reader)];
        for (var index = 0; index < accounts.Length; index++)
        {
            accounts[index] = ReadAccount(reader);
        }

        var writers = new Dictionary<uint, long>();
        for (var rest = Count(reader); rest > 0; rest--)
        {
            writers[reader.ReadUInt32()] = reader.Read7BitEncodedInt64();
        }

        var row = new LedgerRow(default, time) { Accounts = [.. accounts.Select(pair => pair.Account)], Writers = writers };
        row.Advance(entity.ETag, entity.Timestamp.UtcTicks, accounts);
        return row;
    }

    private static void Write(BinaryWriter writer, Account account, long taken)
    {
        writer.Write(account.Name);
        writer.Write((byte)account.Kind);
        if (account.Kind is LimitKind.Bucket)
        {
            writer.Write(account.Rate);
            writer.Write(account.Debt);
            writer.Write7BitEncodedInt64(taken);
            return;
        }

        writer.Write(account.Step);
        writer.Write(account.Window);
        foreach (var used in account.Used)
        {
            writer.Write7BitEncodedInt64(used);
        }
    }

    private static (Account Account, long Taken) ReadAccount(BinaryReader reader)
    {
        var (name, kind) = (reader.ReadString(), (LimitKind)reader.ReadByte());
        var account = new Account(name, kind);
        switch (kind)
        {
            case LimitKind.Bucket:
                account.Rate = reader.ReadDouble();
                account.Debt = reader.ReadDouble();
                return (account, reader.Read7BitEncodedInt64());
            case LimitKind.Calendar or LimitKind.Sliding:
                account.Step = reader.ReadInt64();
                account.Window = reader.ReadInt64();
                account.Used = new long[kind is LimitKind.Calendar ? 1 : LimitModel.SubWindows + 1];
                for (var index = 0; index < account.Used.Length; index++)
                {
                    account.Used[index] = reader.Read7BitEncodedInt64();
                }

                return (account, 0);
            default:
                throw new InvalidDataException($"The ledger row counts in a way ({kind}) that this version does not know.");
        }
    }

    private static int Count(BinaryReader reader) =>
        reader.Read7BitEncodedInt() is >= 0 and <= 1000 and var count ? count : throw new InvalidDataException("The ledger row is damaged.");

    private static long TakenFrom(Account account, ReadOnlySpan<(Account Account, long Tokens)> taken)
    {
        foreach (var (candidate, tokens) in taken)
        {
            if (ReferenceEquals(candidate, account))
            {
                return tokens;
            }
        }

        return 0;
    }
}
