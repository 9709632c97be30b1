using System.Net;
using System.Net.Sockets;

namespace Tollgate.Benchmarks.Proxies;

/// <summary>nginx, once as a lean upstream and once as the plain proxy that everything is compared with.</summary>
internal static class Nginx
{
    /// <summary>128 bytes of JSON, like most answers small.</summary>
    private const string Body = """{"id":"4711","name":"A product with a name of ordinary length","price":{"currency":"EUR","amount":1999},"stock":12,"tags":["a"]}""";

    public static (ChildProcess Process, string Url) StartUpstream(string folder)
    {
        var port = FreePort();
        var server = $"server {{ listen 127.0.0.1:{port} reuseport; location / {{ default_type application/json; return 200 '{Body}'; }} location /64k {{ default_type application/octet-stream; alias {folder}/64k; }} }}";
        File.WriteAllBytes(Path.Combine(folder, "64k"), new byte[64 << 10]);
        return (Start(folder, "upstream", server), $"http://127.0.0.1:{port}");
    }

    public static (ChildProcess Process, string Url) StartProxy(string folder, string upstream)
    {
        var port = FreePort();
        var server = $$"""
            upstream backend { server {{new Uri(upstream).Authority}}; keepalive 64; }
            server { listen 127.0.0.1:{{port}} reuseport; location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; } }
            """;
        return (Start(folder, "proxy", server), $"http://127.0.0.1:{port}");
    }

    private static ChildProcess Start(string folder, string name, string server)
    {
        var file = Path.Combine(folder, name + ".conf");
        File.WriteAllText(file, $$"""
            worker_processes 2;
            pid {{folder}}/{{name}}.pid;
            daemon off;
            events { worker_connections 1024; }
            http {
              access_log off;
              keepalive_requests 1000000;
              client_body_temp_path {{folder}}; proxy_temp_path {{folder}}; fastcgi_temp_path {{folder}}; uwsgi_temp_path {{folder}}; scgi_temp_path {{folder}};
              {{server}}
            }
            """);
        return ChildProcess.Start("nginx", "-c", file, "-p", folder, "-e", Path.Combine(folder, name + ".log"));
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
