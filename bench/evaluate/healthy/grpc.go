package main

import (
	"context"
	"net"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/protobuf/types/known/emptypb"
)

func init() {
	scenarios["grpcstreams"] = scenario{serveGRPC, loadGRPC}
}

var chat = grpc.ServiceDesc{
	ServiceName: "example.Chat",
	HandlerType: (*any)(nil),
	Streams: []grpc.StreamDesc{{
		StreamName:    "Talk",
		Handler:       talk,
		ServerStreams: true,
		ClientStreams: true,
	}},
}

// talk answers every message, and says something itself now and then.
func talk(_ any, stream grpc.ServerStream) error {
	heard := make(chan error, 1)
	go func() {
		for {
			if err := stream.RecvMsg(&emptypb.Empty{}); err != nil {
				heard <- err
				return
			}
		}
	}()
	remind := time.NewTicker(20 * time.Second)
	defer remind.Stop()
	for {
		select {
		case <-remind.C:
			if err := stream.SendMsg(&emptypb.Empty{}); err != nil {
				return err
			}
		case <-heard:
			return nil
		}
	}
}

// Streams in both directions that stay open, health watches, and plain calls.
func serveGRPC(listener net.Listener) {
	server := grpc.NewServer()
	server.RegisterService(&chat, struct{}{})
	healthpb.RegisterHealthServer(server, health.NewServer())
	server.Serve(listener)
}

func loadGRPC(address string) {
	for i := range 5 {
		connection, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			fail(err.Error())
		}
		for range 40 {
			go converse(connection)
			time.Sleep(jitter(time.Duration(i+1) * 100 * time.Millisecond))
		}
		go watchHealth(connection)
	}
}

func converse(connection *grpc.ClientConn) {
	stream, err := connection.NewStream(context.Background(), &chat.Streams[0], "/example.Chat/Talk")
	if err != nil {
		return
	}
	go func() {
		for stream.SendMsg(&emptypb.Empty{}) == nil {
			time.Sleep(jitter(15 * time.Second))
		}
	}()
	for stream.RecvMsg(&emptypb.Empty{}) == nil {
	}
}

func watchHealth(connection *grpc.ClientConn) {
	watch, err := healthpb.NewHealthClient(connection).Watch(context.Background(), &healthpb.HealthCheckRequest{})
	for err == nil {
		_, err = watch.Recv()
	}
}
