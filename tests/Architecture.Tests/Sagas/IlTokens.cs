using System.Reflection.Emit;
using System.Reflection.Metadata;

namespace Tollgate.Architecture.Tests.Sagas;

/// <summary>The members that compiled code names.</summary>
internal static class IlTokens
{
    private static readonly Dictionary<int, OperandType> Operands = typeof(OpCodes).GetFields()
        .Where(field => field.FieldType == typeof(OpCode))
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value, code => code.OperandType);

    /// <summary>The tokens of methods, fields and types in the order of the code.</summary>
    public static IEnumerable<int> Read(BlobReader il)
    {
        List<int> tokens = [];
        while (il.RemainingBytes > 0)
        {
            int code = il.ReadByte();
            code = code == 0xfe ? (code << 8) | il.ReadByte() : code;
            switch (Operands[code])
            {
                case OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineField or OperandType.InlineType:
                    tokens.Add(il.ReadInt32());
                    break;
                case OperandType.InlineSwitch:
                    var targets = il.ReadInt32();
                    il.Offset += sizeof(int) * targets;
                    break;
                default:
                    il.Offset += Size(Operands[code]);
                    break;
            }
        }

        return tokens;
    }

    private static int Size(OperandType operand) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        _ => 4,
    };
}
